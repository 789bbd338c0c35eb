/// The class of the highest score at every pixel, of any number of classes.
///
/// Labels and pictures are maps of bytes, which end at ``LabelMap/mostClasses``. What has more channels, a classifier's
/// scores or a backbone's features, has maps that can be held against each other and against nothing else.
public enum ClassMap: Hashable, Sendable {
    case labels(LabelMap)
    /// `height · width` classes, rows from top to bottom.
    case wide([UInt16], FrameSize)

    /// Classes that a map tells apart.
    public static let mostClasses = 65536

    public var size: FrameSize {
        switch self {
        case .labels(let map): map.size
        case .wide(_, let size): size
        }
    }

    /// The map as labels are; nil where there are more classes than labels have.
    public var labels: LabelMap? {
        if case .labels(let map) = self { map } else { nil }
    }
}
