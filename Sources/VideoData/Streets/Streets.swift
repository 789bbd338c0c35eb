/// A made street: an endless drive, with exact labels and flow, the same on every machine.
///
/// A frame is a pure function of (seed, index, size), at 15 frames a second. The classes are CamVid's 11.
public struct Streets: FrameSource {
    /// Raised whenever any frame changes.
    public static let generatorVersion = 1

    /// How many frames to take of an endless street where a finite number is needed.
    public static let defaultFrames = 48

    /// Frames that exist: beyond them, places along the street would lose their millimetres.
    public static let maximumFrames = 1 << 40

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

    public var knowsFlow: Bool { true }

    public var name: String { frameCount.map { "streets:\(seed),frames=\($0)" } ?? "streets:\(seed)" }

    /// Picture and labels in one pass over the scene. Every index below `maximumFrames` exists, whatever `frameCount`
    /// says.
    public func sample(at index: Int) -> (image: RGBImage, labels: LabelMap) {
        precondition((0..<Self.maximumFrames).contains(index), "frame \(index) of a street")
        let renderer = StreetRenderer(style: style, index: index, size: size)
        return (renderer.image(noise: noise), renderer.labels())
    }

    public func frame(at index: Int) throws -> RGBImage { try renderer(at: index).image(noise: noise) }

    public func labels(at index: Int) throws -> LabelMap? { isLabelled ? try renderer(at: index).labels() : nil }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        let renderer = try renderer(at: index)
        return (renderer.image(noise: noise), isLabelled ? renderer.labels() : nil)
    }

    public func flow(at index: Int) throws -> FlowField? { index == 0 ? nil : try renderer(at: index).flow() }

    /// Over the street's description and the generator's version: nothing is drawn.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        let range = frames ?? frameCount.map { 0..<$0 }
        let extent = range.map { "\($0.lowerBound)..<\($0.upperBound)" } ?? "endless"
        let text = "streets generator \(Self.generatorVersion), seed \(seed), size \(size), frames \(extent)"
        return SHA256.hex(of: text.utf8)
    }

    func renderer(at index: Int) throws(FrameSourceError) -> StreetRenderer {
        guard (0..<Self.maximumFrames).contains(index) else {
            throw .indexOutOfRange(source: name, index: index, frameCount: Self.maximumFrames)
        }
        return StreetRenderer(style: style, index: index, size: size)
    }
}
