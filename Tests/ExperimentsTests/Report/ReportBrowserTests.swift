import Foundation
import Testing
import VideoData

@testable import Experiments

/// The page in a real browser: skipped, saying so, where there is no Chromium.
@Suite(.enabled("chromium is not installed", { Browser.path != nil })) struct ReportBrowserTests {
    @Test func itFitsDeskAndPhoneAndTheConsoleIsQuiet() throws {
        let space = try TinySpace()
        _ = try space.search().run(.quiet, Interruption())
        _ = try space.derive()
        _ = try ReportJob(
            experiment: nil, databasePath: space.databasePath, output: space.file("report.html"), frameCount: 1
        ).run(.quiet)
        // A page around it measures how wide it is laid out at either width, and how high.
        let frame = """
            <!DOCTYPE html><title></title><iframe src="report.html" style="width:1280px;height:900px;border:0"></iframe>
            <iframe src="report.html" style="width:390px;height:900px;border:0"></iframe><script>
            for (const f of document.querySelectorAll('iframe')) f.onload = () => {
            const d = f.contentDocument.documentElement;
            document.title += d.clientWidth + ':' + d.scrollWidth + ':' + d.scrollHeight + ' '; }</script>
            """
        try frame.write(toFile: space.file("frame.html"), atomically: true, encoding: .utf8)
        let dump = try Browser.run(["--dump-dom", "file://\(space.file("frame.html"))"])
        let sizes = dump.output.matches(of: /(\d+):(\d+):(\d+)/).map { ($0.1, $0.2, Int($0.3) ?? 0) }
        #expect(Set(sizes.map(\.0)) == ["1280", "390"], "\(dump.output.prefix(200)) \(dump.errors.suffix(400))")
        #expect(sizes.allSatisfy { $0.0 == $0.1 && $0.2 > 2000 })
        #expect(!dump.errors.contains("CONSOLE"), "\(dump.errors)")

        let shot = space.file("shot.png")
        let drawn = try Browser.run([
            "--window-size=1280,1200", "--screenshot=\(shot)", "file://\(space.file("report.html"))",
        ])
        #expect(!drawn.errors.contains("CONSOLE"), "\(drawn.errors)")
        // Not blank, in greyscale either: many pixels are dark.
        let picture = try ImageFile.decodeRGB(shot)
        let dark = stride(from: 0, to: picture.pixels.count, by: 3).count { at in
            let (red, green, blue) = (picture.pixels[at], picture.pixels[at + 1], picture.pixels[at + 2])
            return 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) < 128_000
        }
        #expect(dark > picture.pixels.count / 3 / 100)
    }
}

private enum Browser {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
        .flatMap { folder in ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" } }
        .first(where: FileManager.default.isExecutableFile)

    static func run(_ arguments: [String]) throws -> (output: String, errors: String) {
        let folder = FileManager.default.temporaryDirectory.path + "/browser-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments =
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
                "--allow-file-access-from-files", "--virtual-time-budget=3000", "--user-data-dir=\(folder)/profile",
            ] + arguments
        let streams = try ["output", "errors"].map { name in
            _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
            return try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        process.standardOutput = streams[0]
        process.standardError = streams[1]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (
            try String(contentsOfFile: "\(folder)/output", encoding: .utf8),
            try String(contentsOfFile: "\(folder)/errors", encoding: .utf8)
        )
    }
}
