import StudentSpace

/// Scores of exported files beside the engine's, frame by frame.
public struct ExportComparison: Hashable, Sendable {
    public let source: String
    public private(set) var frames: [Frame] = []
    private var low = Float.infinity
    private var high = -Float.infinity

    /// One frame.
    public struct Frame: Hashable, Sendable {
        public var index: Int
        /// Frames since its key frame, 0 for a key frame.
        public var distance: Int
        /// The largest difference of a score; infinite where one is not a number.
        public var difference: Float
    }

    init(source: String) { self.source = source }

    /// Takes in a frame's scores: the engine's and the file's.
    ///
    /// - Precondition: as many.
    mutating func add(index: Int, distance: Int, engine: [Float], file: [Float]) {
        precondition(engine.count == file.count, "\(engine.count) and \(file.count) scores")
        var difference: Float = 0
        for (ours, theirs) in zip(engine, file) {
            (low, high) = (min(low, ours), max(high, ours))
            let distance = abs(ours - theirs)
            difference = distance.isNaN ? .infinity : max(difference, distance)
        }
        frames.append(Frame(index: index, distance: distance, difference: difference))
    }

    /// The engine's highest score less its lowest.
    public var range: Double { Double(high) - Double(low) }

    /// A frame's difference over ``range``.
    public func share(_ frame: Frame) -> Double {
        frame.difference == 0 ? 0 : Double(frame.difference) / max(range, .leastNormalMagnitude)
    }

    /// The largest of all.
    public var largest: Double { frames.map(share).max() ?? 0 }

    /// The largest on key frames, and on delta frames.
    public var onKeyFrames: Double { frames.filter { $0.distance == 0 }.map(share).max() ?? 0 }
    public var onDeltaFrames: Double { frames.filter { $0.distance > 0 }.map(share).max() ?? 0 }

    public var holds: Bool { largest <= ExportCheck.tolerance }

    /// With stable keys; differences are shares of the range.
    var json: JSONValue {
        .object([
            ("data", .string(source)),
            ("range", .number(range)),
            ("difference", .number(largest)),
            ("allowed", .number(ExportCheck.tolerance)),
            (
                "frames",
                .array(
                    frames.map {
                        .object([
                            ("frame", .integer($0.index)), ("distance", .integer($0.distance)),
                            ("difference", .number(share($0))),
                        ])
                    })
            ),
        ])
    }
}
