/// The forms of student that have a closed-form (or alternating least-squares) fit; design of each at its fit.
public enum StudentKind: Hashable, Sendable {
    /// kh × kw to `r` channels, then 1 × 1.
    case lowRank(Int)
    /// kh × 1 to `r` channels, then 1 × kw.
    case separable(Int)
    /// 1 × 1 over the centre tap.
    case pointwise
    /// One kh × kw kernel a channel; Cin = Cout.
    case depthwise
    /// One kh × kw kernel a channel, then 1 × 1.
    case depthwisePointwise
    /// Nothing: the key frame's value stands.
    case zero
    /// The full convolution.
    case teacher

    /// The largest rank that this form can make use of at a site, nil for a form without a rank.
    public func maximumRank(for geometry: KernelGeometry) -> Int? {
        switch self {
        case .lowRank: min(geometry.outputChannels, geometry.patchSize)
        case .separable where geometry.width == 1: min(geometry.outputChannels, geometry.patchSize)
        case .separable:
            min(geometry.outputChannels * geometry.width, geometry.inputChannels * geometry.height)
        case .pointwise, .depthwise, .depthwisePointwise, .zero, .teacher: nil
        }
    }

    /// Whether a site of this shape can have such a student.
    public func isDefined(for geometry: KernelGeometry) -> Bool {
        switch self {
        case .lowRank(let rank), .separable(let rank): rank > 0 && rank <= maximumRank(for: geometry) ?? 0
        case .depthwise: geometry.inputChannels == geometry.outputChannels
        case .pointwise, .depthwisePointwise, .zero, .teacher: true
        }
    }
}
