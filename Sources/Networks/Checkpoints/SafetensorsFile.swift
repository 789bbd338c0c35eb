/// Named tensors and a few strings, as a safetensors file holds them: the header's length (8 bytes, little endian),
/// a JSON header (type, shape and byte range of each tensor, `__metadata__`), the data without gaps.
///
/// <https://github.com/huggingface/safetensors#format>
public struct SafetensorsFile: Sendable {
    /// Where it was read from, for errors to name; empty where it was made in memory.
    public private(set) var path: String
    public var metadata: [String: String]
    /// In the order of their data.
    public private(set) var tensors: [Tensor]
    private var positions: [String: Int]

    /// One tensor: elements in row-major order, each little endian.
    public struct Tensor: Hashable, Sendable {
        public let name: String
        public let type: ElementType
        public let shape: [Int]
        public let bytes: ArraySlice<UInt8>

        /// - Precondition: `bytes` holds the shape's elements exactly, and no dimension is negative.
        public init(name: String, type: ElementType, shape: [Int], bytes: ArraySlice<UInt8>) {
            precondition(shape.allSatisfy { $0 >= 0 }, "negative dimension in \(shape)")
            precondition(shape.reduce(type.size, *) == bytes.count, "\(bytes.count) bytes for \(type) of \(shape)")
            precondition(name != SafetensorsFile.metadataKey, "\(name) is the metadata's name")
            self.name = name
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }
    }

    static let metadataKey = "__metadata__"

    public init(metadata: [String: String] = [:]) {
        self.init(path: "", metadata: metadata, tensors: [])
    }

    init(path: String, metadata: [String: String], tensors: [Tensor]) {
        self.path = path
        self.metadata = metadata
        self.tensors = []
        positions = [:]
        for tensor in tensors { append(tensor) }
    }

    /// Adds a tensor.
    ///
    /// - Precondition: its name is new.
    public mutating func append(_ tensor: Tensor) {
        precondition(positions.updateValue(tensors.count, forKey: tensor.name) == nil, "two tensors \(tensor.name)")
        tensors.append(tensor)
    }

    public subscript(name: String) -> Tensor? { positions[name].map { tensors[$0] } }

    /// The tensor of a name that should be there.
    ///
    /// - Throws: ``SafetensorsError/Problem/missingTensor(_:)``.
    public func tensor(_ name: String) throws(SafetensorsError) -> Tensor {
        guard let tensor = self[name] else { throw SafetensorsError(path: path, problem: .missingTensor(name)) }
        return tensor
    }
}
