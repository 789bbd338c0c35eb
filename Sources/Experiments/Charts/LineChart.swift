/// A chart of one number against another: series of points joined by lines, axes in round steps, a legend.
///
/// Drawn as SVG by ``svg()``: plain shapes and text that any viewer, editor or paper takes.
public struct LineChart: Sendable {
    public struct Series: Sendable {
        public var name: String
        public var points: [Point]
        /// Thin, grey and behind the others: what to compare with.
        public var isBaseline: Bool
        /// Points without lines between them.
        public var isScattered: Bool

        public init(_ name: String, _ points: [Point], isBaseline: Bool = false, isScattered: Bool = false) {
            self.name = name
            self.points = points
            self.isBaseline = isBaseline
            self.isScattered = isScattered
        }
    }

    public struct Point: Sendable, Hashable {
        public var x: Double
        public var y: Double
        /// Where y lies over repeated measurements; nil: drawn without.
        public var spread: ClosedRange<Double>?

        public init(_ x: Double, _ y: Double, spread: ClosedRange<Double>? = nil) {
            self.x = x
            self.y = y
            self.spread = spread
        }
    }

    public struct Axis: Sendable {
        public var title: String
        /// What the numbers on the axis are written with.
        public var format: @Sendable (Double) -> String

        public init(_ title: String, format: @escaping @Sendable (Double) -> String) {
            self.title = title
            self.format = format
        }
    }

    public var title: String
    /// In small print below the title.
    public var subtitle: String
    public var x: Axis
    public var y: Axis
    public var series: [Series]
    /// A horizontal line, such as what the teacher reaches.
    public var reference: (name: String, y: Double)?

    public init(
        title: String, subtitle: String = "", x: Axis, y: Axis, series: [Series],
        reference: (name: String, y: Double)? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.x = x
        self.y = y
        self.series = series
        self.reference = reference
    }

    /// The numbers between which an axis runs, and its marks: steps of 1, 2 or 5 times a power of ten, about `count` of
    /// them, the ends on marks.
    static func scale(_ values: [Double], count: Int) -> (range: ClosedRange<Double>, ticks: [Double]) {
        let finite = values.filter(isDrawable)
        guard let low = finite.min(), let high = finite.max() else { return (0...1, [0, 1]) }
        // Of less than this, an axis's share would be nothing at all.
        let extent = max(high > low ? high - low : max(abs(high), 1e-6) * 0.1, 1e-300)
        let step = roundStep(extent / Double(count))
        let first = (low / step + 1e-9).rounded(.down)
        let last = max(first + 1, (high / step - 1e-9).rounded(.up))
        let ticks = (Int(first)...Int(last)).map { Double($0) * step }
        return (ticks[0]...ticks[ticks.count - 1], ticks)
    }

    /// Whether a number has a place on an axis: differences of such numbers are finite.
    static func isDrawable(_ value: Double) -> Bool { abs(value) < 1e300 }

    /// The least of 1, 2, 5 times a power of ten that is no less than a width.
    private static func roundStep(_ width: Double) -> Double {
        var power = 1.0
        while power * 10 <= width { power *= 10 }
        while power > width { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= width * (1 - 1e-9) } ?? 10 * power
    }
}
