/// A made street: an endless drive, with exact labels and flow, the same on every machine.
///
/// A frame is a pure function of (seed, index, size), at 15 frames a second. The classes are CamVid's 11.
public struct Streets: FrameSource {
    /// Raised whenever any frame changes.
    public static let generatorVersion = 1

    /// How many frames to take of an endless street where a finite number is needed.
    public static let defaultFrames = 48

    /// Standard deviation of the sensor noise, in 8-bit steps.
    static let sensorNoise: Float = 1.6

    public let seed: UInt64
    public let size: FrameSize
    public let frameCount: Int?
    public let isLabelled: Bool
    let noise: Float
    private let style: StreetStyle

    /// - Parameters:
    ///   - frames: how many frames the source claims to have; nil: endless.
    ///   - labelled: whether `labels(at:)` gives the labels away.
    public init(seed: UInt64, size: FrameSize, frames: Int? = nil, labelled: Bool = true) {
        self.init(seed: seed, size: size, frames: frames, labelled: labelled, noise: Self.sensorNoise)
    }

    init(seed: UInt64, size: FrameSize, frames: Int? = nil, labelled: Bool = true, noise: Float) {
        precondition(frames.map { $0 > 0 } ?? true, "a street of \(frames ?? 0) frames")
        self.seed = seed
        self.size = size
        self.noise = noise
        frameCount = frames
        isLabelled = labelled
        style = StreetStyle(seed: seed)
    }

    public var name: String { frameCount.map { "streets:\(seed),frames=\($0)" } ?? "streets:\(seed)" }

    /// Picture and labels in one pass over the scene. Every index from 0 on exists, whatever `frameCount` says.
    public func sample(at index: Int) -> (image: RGBImage, labels: LabelMap) {
        let renderer = renderer(at: index)
        return (renderer.image(noise: noise), renderer.labels())
    }

    public func frame(at index: Int) throws -> RGBImage { renderer(at: index).image(noise: noise) }

    public func labels(at index: Int) throws -> LabelMap? { isLabelled ? renderer(at: index).labels() : nil }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        let renderer = renderer(at: index)
        return (renderer.image(noise: noise), isLabelled ? renderer.labels() : nil)
    }

    public func flow(at index: Int) throws -> FlowField? { index == 0 ? nil : renderer(at: index).flow() }

    /// Over the street's description and the generator's version: nothing is drawn.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        let range = frames ?? frameCount.map { 0..<$0 }
        let extent = range.map { "\($0.lowerBound)..<\($0.upperBound)" } ?? "endless"
        let text = "streets generator \(Self.generatorVersion), seed \(seed), size \(size), frames \(extent)"
        return SHA256.hex(of: text.utf8)
    }

    func renderer(at index: Int) -> StreetRenderer {
        precondition(index >= 0, "frame \(index)")
        return StreetRenderer(style: style, index: index, size: size)
    }
}
