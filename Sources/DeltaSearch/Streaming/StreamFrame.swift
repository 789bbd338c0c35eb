public import Compute

/// What a stream made of one frame.
public struct StreamFrame {
    /// The frame's place in the stream, from 0.
    public let index: Int
    /// Key or delta frame, and why.
    public let decision: KeyFrameSchedule.Decision
    /// From the decoded picture to the scores: measuring its change, normalisation, the network.
    public let duration: Duration
    /// Multiply-accumulates that were spent.
    public let macs: Int
    /// Class scores at the network's own resolution. Valid until the next frame.
    public let scores: TensorBuffer

    public var isKey: Bool { decision.cause != nil }
}

/// A frame that a stream cannot take.
public enum StreamError: Error, Hashable, Sendable {
    /// Of another size than the networks', height × width; `index` counts from the stream's start.
    case frameSize(index: Int, height: Int, width: Int, expectedHeight: Int, expectedWidth: Int)
}
