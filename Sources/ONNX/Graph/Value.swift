/// What is known of a value while a graph is read.
enum Value: Sendable {
    /// Its elements.
    case constant(ConstantTensor)
    /// That it is a tensor of the network, seen through a layout.
    case view(FeatureView)

    var dims: [Int] {
        switch self {
        case .constant(let tensor): tensor.dims
        case .view(let view): view.extents
        }
    }
}
