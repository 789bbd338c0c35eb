/// Where a video's optical flow comes from.
public enum FlowSource: Sendable {
    /// The source knows it: streets.
    case exact
    /// `.flo` files.
    case files(FlowFolder)
    /// Estimated from the pictures: ``DenseInverseSearch``.
    case estimated

    /// Opens flow as users name it: `exact`, `dis`, or a folder of `.flo` files.
    ///
    /// - Parameters:
    ///   - text: nil: exact where the source knows its flow, else estimated.
    ///   - frames: whose flow to the frame before will be asked for.
    /// - Throws: ``FlowError``; ``ImageFileError/cannotRead(path:code:)``.
    public static func open(
        _ text: String?, for source: any FrameSource, frames: some Sequence<Int>
    ) throws -> FlowSource {
        switch text {
        case nil: return source.knowsFlow ? .exact : .estimated
        case "exact":
            guard source.knowsFlow else { throw FlowError.notKnown(source: source.name) }
            return .exact
        case "dis": return .estimated
        case .some(let folder): return .files(try FlowFolder(folder, for: source, frames: frames))
        }
    }

    /// As users write it.
    public var name: String {
        switch self {
        case .exact: "exact"
        case .files(let folder): folder.path
        case .estimated: "dis"
        }
    }

    /// Backward flow from frame `index` to the one before; nil where nothing flows: across a cut that the source knows of.
    ///
    /// - Parameters:
    ///   - image: frame `index` of the source.
    ///   - previous: the frame before it.
    /// - Throws: ``FlowError``, ``ImageFileError``, ``FrameSourceError``.
    public func flow(
        at index: Int, of source: any FrameSource, image: RGBImage, previous: RGBImage
    ) throws -> FlowField? {
        switch self {
        case .exact: try source.flow(at: index)
        case .files(let folder): try folder.flow(at: index, of: source)
        case .estimated: try DenseInverseSearch.flow(from: image, to: previous)
        }
    }
}
