extension SafetensorsFile {
    /// The longest header that readers of the format accept.
    private static let maximumHeader: UInt64 = 100_000_000

    /// Reads a file. Nothing is allocated beyond the file's own size before its header has been checked.
    ///
    /// - Throws: ``SafetensorsError``, naming the file and what is wrong where.
    public init(contentsOf path: String) throws(SafetensorsError) {
        let bytes: [UInt8]
        do {
            bytes = try StoredFile.read(path)
        } catch {
            throw SafetensorsError(path: path, error)
        }
        try self.init(bytes: bytes, path: path)
    }

    /// Reads a file's content; `path` is what errors call it.
    ///
    /// - Throws: ``SafetensorsError``.
    public init(bytes: [UInt8], path: String) throws(SafetensorsError) {
        do {
            try self.init(checking: bytes, path: path)
        } catch {
            throw SafetensorsError(path: path, problem: error)
        }
    }

    private init(checking bytes: [UInt8], path: String) throws(SafetensorsError.Problem) {
        guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let available = bytes.count - 8
        guard length <= UInt64(available), length <= Self.maximumHeader else {
            throw .headerTooLong(header: length, available: available)
        }
        let dataStart = 8 + Int(length)
        let header: SafetensorsHeader
        do {
            header = try SafetensorsHeader(bytes[8..<dataStart])
        } catch {
            throw .malformedHeader(offset: error.offset, reason: error.fault)
        }
        let entries = try Self.checked(header.entries, dataCount: bytes.count - dataStart)
        let tensors = entries.map { entry in
            Tensor(
                name: entry.name, type: entry.type, shape: entry.shape,
                bytes: bytes[dataStart + entry.begin..<dataStart + entry.end])
        }
        self.init(path: path, metadata: header.metadata, tensors: tensors)
    }

    /// An entry whose type is known.
    private struct CheckedEntry {
        var name: String
        var type: ElementType
        var shape: [Int]
        var begin: Int
        var end: Int
    }

    /// Checks every entry alone, then that together they cover the data without overlap or gap.
    private static func checked(
        _ entries: [SafetensorsHeader.Entry], dataCount: Int
    ) throws(SafetensorsError.Problem) -> [CheckedEntry] {
        var checked: [CheckedEntry] = []
        for entry in entries { checked.append(try self.checked(entry, dataCount: dataCount)) }
        checked.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
        var covered = 0
        var previous = ""
        for entry in checked {
            guard entry.begin >= covered else {
                throw .overlap(
                    tensor: entry.name, begin: entry.begin, previous: previous, previousEnd: covered)
            }
            guard entry.begin == covered else { throw .unusedBytes(begin: covered, end: entry.begin) }
            covered = entry.end
            previous = entry.name
        }
        guard covered == dataCount else { throw .unusedBytes(begin: covered, end: dataCount) }
        return checked
    }

    private static func checked(
        _ entry: SafetensorsHeader.Entry, dataCount: Int
    ) throws(SafetensorsError.Problem) -> CheckedEntry {
        guard let type = ElementType(rawValue: entry.type) else {
            throw .unknownElementType(tensor: entry.name, type: entry.type)
        }
        var expected = type.size
        for extent in entry.shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw .shapeOverflow(tensor: entry.name, shape: entry.shape) }
            expected = product
        }
        guard entry.begin <= entry.end else {
            throw .reversedOffsets(tensor: entry.name, begin: entry.begin, end: entry.end)
        }
        let found = entry.end - entry.begin
        guard found == expected else {
            throw .wrongByteCount(
                tensor: entry.name, shape: entry.shape, type: type, expected: expected, found: found)
        }
        guard entry.end <= dataCount else {
            throw .beyondEnd(tensor: entry.name, end: entry.end, available: dataCount)
        }
        return CheckedEntry(name: entry.name, type: type, shape: entry.shape, begin: entry.begin, end: entry.end)
    }
}
