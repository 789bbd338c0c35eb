/// A made street: an endless drive, with exact labels and flow, the same on every machine.
///
/// A frame is a pure function of (seed, index, size). The classes are CamVid's 11.
public struct Streets: FrameSource {
    /// Raised whenever any frame changes.
    public static let generatorVersion = 1

    /// Standard deviation of the sensor noise, in 8-bit steps.
    static let sensorNoise: Float = 1.6

    public let seed: UInt64
    public let size: FrameSize
    public let frameCount: Int?
    let noise: Float
    private let style: StreetStyle

    /// - Parameter frames: how many frames the source claims to have; nil: endless.
    public init(seed: UInt64, size: FrameSize, frames: Int? = nil) {
        self.init(seed: seed, size: size, frames: frames, noise: Self.sensorNoise)
    }

    init(seed: UInt64, size: FrameSize, frames: Int?, noise: Float) {
        precondition(frames.map { $0 > 0 } ?? true, "a street of \(frames ?? 0) frames")
        self.seed = seed
        self.size = size
        self.noise = noise
        frameCount = frames
        style = StreetStyle(seed: seed)
    }

    public var name: String { frameCount.map { "streets:\(seed),frames=\($0)" } ?? "streets:\(seed)" }

    public var isLabelled: Bool { true }

    /// Picture and labels in one pass over the scene. Every index from 0 on exists, whatever `frameCount` says.
    public func sample(at index: Int) -> (image: RGBImage, labels: LabelMap) {
        let renderer = renderer(at: index)
        return (renderer.image(noise: noise), renderer.labels())
    }

    public func frame(at index: Int) throws -> RGBImage { renderer(at: index).image(noise: noise) }

    public func labels(at index: Int) throws -> LabelMap? { renderer(at: index).labels() }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        let both = sample(at: index)
        return (both.image, both.labels)
    }

    public func flow(at index: Int) throws -> FlowField? { index == 0 ? nil : renderer(at: index).flow() }

    func renderer(at index: Int) -> StreetRenderer {
        precondition(index >= 0, "frame \(index)")
        return StreetRenderer(style: style, index: index, size: size)
    }

    public func fingerprint() throws -> String { "" }
}
