/// A safetensors file that cannot be read or written.
public struct SafetensorsError: Error, Hashable, Sendable {
    /// The file, or what stands for it where the bytes came from memory.
    public var path: String
    public var problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public enum Problem: Error, Hashable, Sendable {
        /// The system refused: the call and its `errno`.
        case system(call: String, code: Int32)
        case notARegularFile
        /// Fewer than the eight bytes that give the header's length.
        case tooShort(bytes: Int)
        /// The header claims more bytes than the file has after its length, or than the format allows.
        case headerTooLong(header: UInt64, available: Int)
        /// The header is not the JSON that the format asks for; `offset` counts bytes from the file's start.
        case malformedHeader(offset: Int, reason: HeaderFault)
        case unknownElementType(tensor: String, type: String)
        /// More elements or bytes than an integer counts.
        case shapeOverflow(tensor: String, shape: [Int])
        /// The offsets enclose another number of bytes than shape and type need.
        case wrongByteCount(tensor: String, shape: [Int], type: ElementType, expected: Int, found: Int)
        case reversedOffsets(tensor: String, begin: Int, end: Int)
        /// The tensor ends behind the file's last byte: the file was cut, or the header lies.
        case beyondEnd(tensor: String, end: Int, available: Int)
        case overlap(tensor: String, begin: Int, previous: String, previousEnd: Int)
        /// Bytes between two tensors, or after the last, that belong to none.
        case unusedBytes(begin: Int, end: Int)
        case missingTensor(String)
        /// A tensor that is read as numbers which its type does not hold.
        case typeMismatch(tensor: String, type: ElementType)
        /// A value that half precision cannot hold.
        case halfOverflow(tensor: String, index: Int, value: Float)
    }

    /// What the header's scanner found wrong.
    public enum HeaderFault: Hashable, Sendable {
        case expected(String)
        case invalidUTF8
        case invalidEscape
        case invalidInteger
        case duplicateKey(String)
        case unknownKey(String)
        case missingKey(String)
    }
}

extension SafetensorsError {
    /// What a failure to read or write the file comes to.
    public init(path: String, _ failure: StoredFile.Failure) {
        switch failure {
        case .system(let call, let code): self.init(path: path, problem: .system(call: call, code: code))
        case .notARegularFile: self.init(path: path, problem: .notARegularFile)
        }
    }
}
