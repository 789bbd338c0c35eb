/// A network that can be built from its name alone: `ddrnet-23-slim`.
public struct Architecture: Hashable, Sendable {
    /// The name as the user writes it.
    public let name: String
    private let description: DDRNet

    /// Every known architecture, smallest first.
    public static let all: [Architecture] = [
        Architecture(name: "ddrnet-23-slim", description: .slim23),
        Architecture(name: "ddrnet-23", description: .standard23),
        Architecture(name: "ddrnet-39", description: .standard39),
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

    private init(name: String, description: DDRNet) {
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
        let multiple = DDRNet.outputStride
        guard input.height.isMultiple(of: multiple), input.width.isMultiple(of: multiple) else {
            throw ArchitectureError.inputNotMultiple(of: multiple, input)
        }
        return try description.network(name: name, classes: classes, input: input)
    }

    /// Sizes above these are typing errors; below them no shape or cost overflows.
    private static let maximumClasses = 65_536
    private static let maximumSide = 65_536
}

/// An architecture that cannot be built as asked for.
public enum ArchitectureError: Error, Hashable, Sendable {
    case unknownName(String, suggestion: String?, known: [String])
    case classCount(Int, allowed: ClosedRange<Int>)
    case inputSize(Size, allowed: ClosedRange<Int>)
    case inputNotMultiple(of: Int, Size)
}
