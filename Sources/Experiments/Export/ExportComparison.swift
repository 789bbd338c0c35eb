import StudentSpace

/// Scores of exported files beside the engine's, frame by frame.
public struct ExportComparison: Hashable, Sendable {
    public let source: String
    public private(set) var frames: [Frame] = []
    /// Of each output.
    private var low: [Float] = []
    private var high: [Float] = []
    /// The largest difference of each output, frame by frame.
    private var differences: [[Float]] = []

    /// One frame.
    public struct Frame: Hashable, Sendable {
        /// Its place among ``frames``.
        let place: Int
        public var index: Int
        /// Frames since its key frame, 0 for a key frame.
        public var distance: Int
        /// The largest difference of a score; infinite where one is not a number.
        public var difference: Float
    }

    init(source: String) { self.source = source }

    /// Takes in a frame's outputs: the engine's and the file's.
    ///
    /// - Precondition: as many of each.
    mutating func add(index: Int, distance: Int, outputs: [(engine: [Float], file: [Float])]) {
        if frames.isEmpty {
            low = outputs.map { _ in .infinity }
            high = outputs.map { _ in -.infinity }
        }
        precondition(outputs.count == low.count, "\(outputs.count) outputs after \(low.count)")
        let own = outputs.enumerated().map { place, output -> Float in
            precondition(output.engine.count == output.file.count, "\(output.engine.count) and \(output.file.count)")
            var difference: Float = 0
            for (ours, theirs) in zip(output.engine, output.file) {
                (low[place], high[place]) = (min(low[place], ours), max(high[place], ours))
                let distance = abs(ours - theirs)
                difference = distance.isNaN ? .infinity : max(difference, distance)
            }
            return difference
        }
        differences.append(own)
        frames.append(Frame(place: frames.count, index: index, distance: distance, difference: own.max() ?? 0))
    }

    /// The engine's highest score less its lowest; of several outputs, of the first.
    public var range: Double { low.isEmpty ? 0 : Double(high[0]) - Double(low[0]) }

    /// A frame's difference over the output's range, the largest of its outputs'.
    public func share(_ frame: Frame) -> Double {
        differences[frame.place].indices.reduce(0) { largest, output in
            let difference = differences[frame.place][output]
            let range = max(Double(high[output]) - Double(low[output]), .leastNormalMagnitude)
            return max(largest, difference == 0 ? 0 : Double(difference) / range)
        }
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
