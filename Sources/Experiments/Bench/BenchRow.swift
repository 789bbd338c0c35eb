/// One measured row: our figure, the peer's where one ran beside it, and every sample behind them.
public struct BenchRow: Sendable, Hashable {
    public let name: BenchName
    /// Empty where there is nothing to measure yet.
    public var ours: BenchSamples
    /// Empty where no peer ran.
    public var peer: BenchSamples
    /// The peer, with its version: `ONNX Runtime 1.31.0`; nil where none ran.
    public var peerName: String?
    /// Why a figure is missing.
    public var note: BenchNote?

    init(
        _ name: BenchName, ours: BenchSamples, peer: BenchSamples = BenchSamples(), peerName: String? = nil,
        note: BenchNote? = nil
    ) {
        self.name = name
        self.ours = ours
        self.peer = peer
        self.peerName = peer.values.isEmpty ? nil : peerName
        self.note = note
    }

    /// `median(ours) / median(peer)`; nil where either is missing.
    public var ratio: Double? {
        guard let ours = ours.median, let peer = peer.median, peer > 0 else { return nil }
        return ours / peer
    }
}
