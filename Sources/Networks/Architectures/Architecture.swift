/// A network that can be built from its name alone: `ddrnet-23-slim`.
public struct Architecture: Sendable {
    /// The name as the user writes it.
    public let name: String
    private let description: any ArchitectureDescription

    /// Every known architecture, by family, smallest first.
    public static let all: [Architecture] = [
        Architecture(name: "ddrnet-23-slim", description: DDRNet.slim23),
        Architecture(name: "ddrnet-23", description: DDRNet.standard23),
        Architecture(name: "ddrnet-39", description: DDRNet.standard39),
        Architecture(name: "hrnet-w18-small", description: HRNet.small18),
        Architecture(name: "mobilenetv2-lraspp", description: MobileNetV2.lrASPP),
    ]

    /// The names of ``all``.
    public static var names: [String] { all.map(\.name) }

    /// - Throws: ``ArchitectureError/unknownName(_:suggestion:known:)``.
    public init(name: String) throws(ArchitectureError) {
        guard let known = Self.all.first(where: { $0.name == name }) else {
            throw .unknownName(name, suggestion: Spelling.closest(to: name, in: Self.names), known: Self.names)
        }
        self = known
    }

    private init(name: String, description: any ArchitectureDescription) {
        self.name = name
        self.description = description
    }

    /// The network for frames of `input` pixels: input `frame`, one output of `classes` scores a position.
    ///
    /// - Throws: ``ArchitectureError`` where the class count or the input size is impossible.
    public func network(classes: Int, input: Size) throws -> Network {
        guard (1...Self.maximumClasses).contains(classes) else {
            throw ArchitectureError.classCount(classes, allowed: 1...Self.maximumClasses)
        }
        let sides = 1...Self.maximumSide
        guard sides.contains(input.height), sides.contains(input.width) else {
            throw ArchitectureError.inputSize(input, allowed: sides)
        }
        let multiple = description.outputStride
        guard input.height.isMultiple(of: multiple), input.width.isMultiple(of: multiple) else {
            throw ArchitectureError.inputNotMultiple(of: multiple, input)
        }
        return try description.network(name: name, classes: classes, input: input)
    }

    /// Sizes above these are typing errors; below them no shape or cost overflows.
    private static let maximumClasses = 65_536
    private static let maximumSide = 65_536
}

/// A network as a function of classes and input size.
protocol ArchitectureDescription: Sendable {
    /// Input pixels for one position of the scores, in each direction.
    var outputStride: Int { get }

    /// Frame (h × w × 3) to class scores.
    func network(name: String, classes: Int, input: Size) throws -> Network
}

extension Architecture: Hashable {
    public static func == (one: Architecture, other: Architecture) -> Bool { one.name == other.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// An architecture that cannot be built as asked for.
public enum ArchitectureError: Error, Hashable, Sendable {
    case unknownName(String, suggestion: String?, known: [String])
    case classCount(Int, allowed: ClosedRange<Int>)
    case inputSize(Size, allowed: ClosedRange<Int>)
    case inputNotMultiple(of: Int, Size)
}
