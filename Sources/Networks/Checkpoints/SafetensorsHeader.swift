/// A safetensors header as written, before anything in it is believed.
struct SafetensorsHeader {
    struct Entry {
        var name: String
        var type: String
        var shape: [Int]
        /// Byte range from the start of the data.
        var begin: Int
        var end: Int
    }

    /// In the order of the header.
    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]

    init(_ bytes: ArraySlice<UInt8>) throws(HeaderScanner.Failure) {
        var scanner = HeaderScanner(bytes)
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        try scanner.object { (scanner: inout HeaderScanner, name: String) throws(HeaderScanner.Failure) in
            if name == SafetensorsFile.metadataKey {
                try scanner.object { (scanner: inout HeaderScanner, key: String) throws(HeaderScanner.Failure) in
                    metadata[key] = try scanner.string()
                }
            } else {
                entries.append(try Self.entry(name, &scanner))
            }
        }
        guard scanner.isAtEnd() else {
            throw HeaderScanner.Failure(offset: scanner.position, fault: .expected("the header's end"))
        }
        self.entries = entries
        self.metadata = metadata
    }

    private static func entry(
        _ name: String, _ scanner: inout HeaderScanner
    ) throws(HeaderScanner.Failure) -> Entry {
        let start = scanner.position
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { (scanner: inout HeaderScanner, key: String) throws(HeaderScanner.Failure) in
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try scanner.integers()
            case "data_offsets": offsets = try scanner.integers()
            default: throw HeaderScanner.Failure(offset: scanner.position, fault: .unknownKey(key))
            }
        }
        guard let type else { throw HeaderScanner.Failure(offset: start, fault: .missingKey("dtype")) }
        guard let shape else { throw HeaderScanner.Failure(offset: start, fault: .missingKey("shape")) }
        guard let offsets else { throw HeaderScanner.Failure(offset: start, fault: .missingKey("data_offsets")) }
        guard offsets.count == 2 else {
            throw HeaderScanner.Failure(offset: start, fault: .expected("two data_offsets"))
        }
        return Entry(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
    }
}
