extension SafetensorsFile {
    /// The numbers of a floating-point tensor (F64, F32, F16, BF16), rounded to Float where they are wider.
    ///
    /// - Throws: ``SafetensorsError`` where the tensor is missing or holds no floating-point numbers.
    public func floats(_ name: String) throws(SafetensorsError) -> [Float] {
        let tensor = try tensor(name)
        switch tensor.type {
        case .float32: return tensor.words(UInt32.self).map { Float(bitPattern: $0) }
        case .float64: return tensor.words(UInt64.self).map { Float(Double(bitPattern: $0)) }
        case .float16: return tensor.words(UInt16.self).map { HalfPrecision.float(binary16: $0) }
        case .bfloat16: return tensor.words(UInt16.self).map { HalfPrecision.float(bfloat16: $0) }
        default: throw SafetensorsError(path: path, problem: .typeMismatch(tensor: name, type: tensor.type))
        }
    }

    /// The numbers of an F64 tensor.
    ///
    /// - Throws: ``SafetensorsError`` where the tensor is missing or of another type.
    public func doubles(_ name: String) throws(SafetensorsError) -> [Double] {
        try words(name, .float64, UInt64.self).map { Double(bitPattern: $0) }
    }

    /// The numbers of a U64 tensor.
    ///
    /// - Throws: ``SafetensorsError`` where the tensor is missing or of another type.
    public func unsignedIntegers(_ name: String) throws(SafetensorsError) -> [UInt64] {
        try words(name, .uint64, UInt64.self)
    }

    /// The numbers of an I64 tensor.
    ///
    /// - Throws: ``SafetensorsError`` where the tensor is missing or of another type.
    public func integers(_ name: String) throws(SafetensorsError) -> [Int64] {
        try words(name, .int64, UInt64.self).map { Int64(bitPattern: $0) }
    }

    private func words<Word: FixedWidthInteger>(
        _ name: String, _ type: ElementType, _ word: Word.Type
    ) throws(SafetensorsError) -> [Word] {
        let tensor = try tensor(name)
        guard tensor.type == type else {
            throw SafetensorsError(path: path, problem: .typeMismatch(tensor: name, type: tensor.type))
        }
        return tensor.words(word)
    }
}

extension SafetensorsFile.Tensor {
    /// An F32 tensor.
    public init(name: String, shape: [Int], _ values: [Float]) {
        self.init(name: name, type: .float32, shape: shape, words: values.map(\.bitPattern))
    }

    /// An F64 tensor.
    public init(name: String, shape: [Int], _ values: [Double]) {
        self.init(name: name, type: .float64, shape: shape, words: values.map(\.bitPattern))
    }

    /// A U64 tensor.
    public init(name: String, shape: [Int], _ values: [UInt64]) {
        self.init(name: name, type: .uint64, shape: shape, words: values)
    }

    /// An I64 tensor.
    public init(name: String, shape: [Int], _ values: [Int64]) {
        self.init(name: name, type: .int64, shape: shape, words: values)
    }

    /// An F16 tensor, each value rounded to the nearest, ties to even.
    ///
    /// - Throws: ``SafetensorsError/Problem/halfOverflow(tensor:index:value:)``.
    public init(name: String, shape: [Int], rounding values: [Float]) throws(SafetensorsError) {
        var words: [UInt16] = []
        words.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard let word = HalfPrecision.binary16(value) else {
                throw SafetensorsError(
                    path: "", problem: .halfOverflow(tensor: name, index: index, value: value))
            }
            words.append(word)
        }
        self.init(name: name, type: .float16, shape: shape, words: words)
    }

    private init(name: String, type: ElementType, shape: [Int], words: [some FixedWidthInteger]) {
        let bytes = words.map(\.littleEndian).withUnsafeBytes { Array($0) }
        self.init(name: name, type: type, shape: shape, bytes: bytes[...])
    }

    fileprivate func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
        let size = MemoryLayout<Word>.size
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / size).map { index in
                Word(littleEndian: buffer.loadUnaligned(fromByteOffset: index * size, as: Word.self))
            }
        }
    }
}
