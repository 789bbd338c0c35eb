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
    /// The teacher's outputs or what stands in for them, at their own resolutions. Valid until the next frame.
    public let outputs: [TensorBuffer]

    /// Class scores, the first output.
    public var scores: TensorBuffer { outputs[0] }

    public var isKey: Bool { decision.cause != nil }
}

/// A frame that a stream cannot take.
public enum StreamError: Error, Hashable, Sendable {
    /// Of another size than the networks', height × width; `index` counts from the stream's start.
    case frameSize(index: Int, height: Int, width: Int, expectedHeight: Int, expectedWidth: Int)
}
