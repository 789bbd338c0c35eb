import Compute
import RandomStreams
import Synchronization
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// How often each class occurs in a data source, and the loss weights that follow.
public struct ClassFrequencies: Sendable, Hashable {
    /// Labelled pixels of each class.
    public private(set) var counts: [Int]

    public init(classCount: Int) { counts = [Int](repeating: 0, count: classCount) }

    public mutating func add(_ labels: LabelMap) {
        for id in labels.ids where Int(id) < counts.count { counts[Int(id)] += 1 }
    }

    public var total: Int { counts.reduce(0, +) }

    /// `1 / log(1.1 + share)` (Paszke et al., ENet, 2016, with a milder base), scaled to a mean of 1 over pixels.
    public var lossWeights: [Float] {
        let total = Double(max(1, self.total))
        let raw = counts.map { 1 / log(1.1 + Double($0) / total) }
        let mean = zip(raw, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / total
        return raw.map { Float($0 / (mean > 0 ? mean : 1)) }
    }
}

extension ClassFrequencies {
    /// Frames that a training run counts classes on.
    static let sampledFrames = 64

    /// The frequencies in ``sampledFrames`` random frames of a run's sources.
    init(
        sampling sources: [any FrameSource], classes: Int, _ configuration: TeachingConfiguration, pool: WorkerPool
    ) throws {
        var stream = RandomStream(seed: configuration.seed, stream: "teach.frequencies")
        let picks = (0..<Self.sampledFrames).map { _ in
            let source = stream.integer(below: sources.count)
            return (source, stream.integer(below: sources[source].frameCount ?? configuration.endlessFrames))
        }
        let sum = Mutex(ClassFrequencies(classCount: classes))
        try pool.run(picks.count) { index in
            let (source, frame) = picks[index]
            guard let labels = try sources[source].labels(at: frame) else { return }
            // Sums of integers: their order does not matter.
            var counted = ClassFrequencies(classCount: classes)
            counted.add(labels)
            sum.withLock { sum in
                for id in counted.counts.indices { sum.counts[id] += counted.counts[id] }
            }
        }
        self = sum.withLock { $0 }
    }
}
