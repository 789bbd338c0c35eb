import Networks

/// A tensor of the network (height × width × channels, one sample) as a tensor of any rank.
///
/// Each dimension is a list of factors, outermost first; a factor is a part of one of the tensor's axes. Every part of
/// every axis is in just one dimension. So reshapes and transpositions move factors about and compute nothing: a
/// channel shuffle is a split of the channels into two factors and their exchange.
struct FeatureView: Hashable, Sendable {
    var tensor: String
    var shape: FeatureShape
    var dims: [[Factor]]

    enum Axis: Hashable, Sendable {
        case channel, height, width
    }

    /// `size` steps of `stride` along an axis.
    struct Factor: Hashable, Sendable {
        var axis: Axis
        var size: Int
        var stride: Int

        init(_ axis: Axis, _ size: Int, _ stride: Int = 1) {
            self.axis = axis
            self.size = size
            self.stride = stride
        }
    }

    init(tensor: String, shape: FeatureShape, dims: [[Factor]]) {
        self.tensor = tensor
        self.shape = shape
        self.dims = dims.map(Self.merged)
    }

    /// The tensor as 1 × channels × height × width.
    init(nchw tensor: String, _ shape: FeatureShape) {
        let dims = [
            [], Self.whole(.channel, shape), Self.whole(.height, shape), Self.whole(.width, shape),
        ]
        self.init(tensor: tensor, shape: shape, dims: dims)
    }

    /// An axis in one piece: no factor where it is but one wide.
    static func whole(_ axis: Axis, _ shape: FeatureShape) -> [Factor] {
        let size =
            switch axis {
            case .channel: shape.channels
            case .height: shape.height
            case .width: shape.width
            }
        return size == 1 ? [] : [Factor(axis, size)]
    }

    /// The dimensions' sizes.
    var extents: [Int] { dims.map(Self.extent) }

    static func extent(_ factors: [Factor]) -> Int { factors.reduce(1) { $0 * $1.size } }

    /// Neighbours that are one piece of an axis as one factor; no factors of size 1.
    private static func merged(_ factors: [Factor]) -> [Factor] {
        var result: [Factor] = []
        for factor in factors where factor.size > 1 {
            if let last = result.last, last.axis == factor.axis, last.stride == factor.size * factor.stride {
                result[result.count - 1] = Factor(factor.axis, last.size * factor.size, factor.stride)
            } else {
                result.append(factor)
            }
        }
        return result
    }

    /// Whether dimension `index` consists of channels only.
    func isChannels(_ index: Int) -> Bool { dims[index].allSatisfy { $0.axis == .channel } }

    /// Whether a dimension is an axis of more than one step in one piece.
    func isWhole(_ axis: Axis, _ index: Int) -> Bool {
        !dims[index].isEmpty && dims[index] == Self.whole(axis, shape)
    }

    /// The view with its dimensions in another order.
    func transposed(_ order: [Int]) -> FeatureView {
        FeatureView(tensor: tensor, shape: shape, dims: order.map { dims[$0] })
    }

    /// The view with the same elements in other dimensions; nil where a dimension would take a part of a factor that
    /// does not divide.
    func reshaped(_ extents: [Int]) -> FeatureView? {
        var rest = Self.merged(dims.flatMap { $0 })[...]
        var result: [[Factor]] = []
        for extent in extents {
            var factors: [Factor] = []
            var left = extent
            while left > 1 {
                guard let factor = rest.popFirst() else { return nil }
                if left % factor.size == 0 {
                    factors.append(factor)
                    left /= factor.size
                } else {
                    guard factor.size % left == 0 else { return nil }
                    let inner = factor.size / left
                    factors.append(Factor(factor.axis, left, factor.stride * inner))
                    rest.insert(Factor(factor.axis, inner, factor.stride), at: rest.startIndex)
                    left = 1
                }
            }
            guard left == 1 else { return nil }
            result.append(factors)
        }
        return rest.isEmpty ? FeatureView(tensor: tensor, shape: shape, dims: result) : nil
    }

    /// For each index of a dimension, how far along an axis it lies.
    func offsets(_ index: Int, along axis: Axis) -> [Int] {
        let factors = dims[index]
        return Strides.places(factors.map(\.size), factors.map { $0.axis == axis ? $0.stride : 0 })
    }

    /// The channels in the order in which the dimensions run through them.
    var channelOrder: [Int] {
        let factors = dims.flatMap { $0 }.filter { $0.axis == .channel }
        return Strides.places(factors.map(\.size), factors.map(\.stride))
    }
}
