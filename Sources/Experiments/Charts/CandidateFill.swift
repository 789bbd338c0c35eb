/// How candidates look in pictures: a pattern a kind, told apart without colour.
enum CandidateFill {
    /// Kinds in the order of the legend.
    static let kinds = [
        "teacher", "lowrank", "separable", "pointwise", "depthwise-pointwise", "depthwise", "zero",
    ]

    /// The paint for a kind; what is not known is grey.
    static func paint(_ kind: String) -> String {
        switch kind {
        case "teacher": "#12324F"
        case "zero": "#FFFFFF"
        default: kinds.contains(kind) ? "url(#fill-\(kind))" : "#9AA3AB"
        }
    }

    /// What the paints refer to, once a page.
    static let definitions = """
        <svg width="0" height="0" class="definitions" aria-hidden="true"><defs>
        \(pattern("lowrank", "#5B9BD5", ""))
        \(pattern("separable", "#F2C48A", "<path d=\"M-1 1L1 -1M0 6L6 0M5 7L7 5\" stroke=\"#8A4B00\" stroke-width=\"1.3\"/>"))
        \(pattern("pointwise", "#D7EFE6", "<circle cx=\"3\" cy=\"3\" r=\"1.5\" fill=\"#00664B\"/>"))
        \(pattern("depthwise-pointwise", "#F6DCEB", "<path d=\"M0 0L6 6M6 0L0 6\" stroke=\"#8B2F66\" stroke-width=\"1\"/>"))
        \(pattern("depthwise", "#FFF3B0", "<path d=\"M0 1.5H6M0 4.5H6\" stroke=\"#6B5B00\" stroke-width=\"1\"/>"))
        </defs></svg>
        """

    private static func pattern(_ kind: String, _ ground: String, _ marks: String) -> String {
        "<pattern id=\"fill-\(kind)\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
            + "<rect width=\"6\" height=\"6\" fill=\"\(ground)\"/>\(marks)</pattern>"
    }
}
