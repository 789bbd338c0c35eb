extension LineChart {
    /// How much room a chart takes, and where things stand in it. Lengths are pixels.
    public struct Layout: Sendable, Hashable {
        /// Of the whole picture; a legend below comes on top of the height.
        var width: Double
        var height: Double
        /// Edges of the field in which lines are drawn.
        var left: Double
        var right: Double
        var top: Double
        var bottom: Double
        /// The legend stands below the field instead of beside it, titles of the chart and of its
        /// upright axis are left to whoever places it, and lines of many points have a few marks only.
        var isCompact: Bool

        /// A picture of its own.
        public static let page = Layout(
            width: 860, height: 520, left: 86, right: 620, top: 62, bottom: 460, isCompact: false)

        /// Part of a page, readable at the width of a phone.
        public static let compact = Layout(
            width: 400, height: 252, left: 52, right: 388, top: 12, bottom: 206, isCompact: true)

        /// Marks on the two axes.
        var tickCounts: (x: Int, y: Int) { isCompact ? (5, 5) : (8, 6) }

        /// Height of one line of the legend.
        static let legendLine = 18.0
    }

    /// How a series looks: no two of the first four have the same dashes or marks, so that colour is not needed.
    struct Style {
        var color: String
        var width: Double
        var dash: String?
        var mark: Mark
    }

    enum Mark: CaseIterable { case disc, square, diamond, triangle }

    /// Colours that also people with a colour vision deficiency tell apart (Okabe and Ito 2008), and a mark each.
    static func styles(_ series: [Series], _ layout: Layout) -> [Style] {
        let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
        let greys = ["#5F6B76", "#8A949E", "#A9854B", "#7C9A6A", "#A0708C", "#6F8FAF"]
        let dashes: [String?] = [nil, "7 3", "2 3", "9 3 2 3"]
        var (strong, weak) = (0, 0)
        return series.enumerated().map { index, series in
            defer { if series.isBaseline { weak += 1 } else { strong += 1 } }
            guard series.isBaseline else {
                return Style(
                    color: colors[strong % colors.count], width: layout.isCompact ? 1.8 : 2.6,
                    dash: layout.isCompact ? dashes[strong % dashes.count] : nil,
                    mark: Mark.allCases[index % Mark.allCases.count])
            }
            return Style(
                color: greys[weak % greys.count], width: 1.4, dash: "5 3",
                mark: Mark.allCases[(index + 1) % Mark.allCases.count])
        }
    }
}
