extension ReportPage {
    /// How the page looks: one column on a phone, pictures side by side where there is room.
    static let style = """
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1200px;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#16202a;background:#fff}
        h1{margin:0;font-size:28px;overflow-wrap:anywhere}
        h2{margin:36px 0 8px;font-size:20px;border-bottom:1px solid #c9d1d8;padding-bottom:4px}
        h3{margin:20px 0 4px;font-size:16px}
        p{margin:6px 0;max-width:75ch}
        .tool{color:#54616c;font-size:13px}
        .summary{font-size:17px}
        .note{color:#3d4953}
        nav{display:flex;flex-wrap:wrap;gap:6px 14px;margin:14px 0 0}
        a{color:#0b57a4}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:8px 20px;margin:12px 0}
        dt{color:#54616c;font-size:13px}
        dd{margin:0;overflow-wrap:anywhere}
        .long dl,dl.long{grid-template-columns:1fr}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:16px}
        .sites{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,168px),1fr));gap:12px}
        .samples{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,260px),1fr));gap:12px;margin-bottom:20px}
        figure{margin:0;min-width:0}
        figure svg,figure img{display:block;width:100%;height:auto}
        .charts figure{max-width:560px}
        figcaption{font-size:13px;color:#3d4953;overflow-wrap:anywhere}
        .sites figcaption{font-size:12px;line-height:1.35}
        svg text{font-family:system-ui,sans-serif}
        svg text[font-family]{font-family:ui-monospace,monospace}
        .definitions{position:absolute}
        .phone{display:none}
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:8px 0;list-style:none;font-size:13px}
        .legend svg{width:22px;height:12px;margin-right:6px;vertical-align:-1px}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-size:13px;margin:8px 0}
        th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid #e0e5e9;vertical-align:top}
        th{color:#54616c;font-weight:600;white-space:nowrap}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f4f6;padding:10px 12px;border-radius:6px;font-size:13px}
        details{margin:10px 0}
        summary{cursor:pointer}
        footer{margin-top:40px;color:#54616c;font-size:13px;overflow-wrap:anywhere}
        @media (max-width:700px){.desk{display:none}.phone{display:block}body{padding:12px}table{min-width:600px}h1{font-size:24px}}
        @media print{body{max-width:none}nav{display:none}section{break-inside:auto}}
        """
}
