extension SafetensorsFile {
    /// The file's bytes. Tensors stand by element size, largest first, then by name, and the data starts at a multiple
    /// of 8: every tensor is aligned for its type, and the same content gives the same bytes.
    public func serialized() -> [UInt8] {
        let ordered = tensors.sorted { first, second in
            if first.type.size != second.type.size { return first.type.size > second.type.size }
            return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
        }
        var header = Array(Self.header(metadata, ordered).utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))

        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + ordered.reduce(0) { $0 + $1.bytes.count })
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: header)
        for tensor in ordered { bytes.append(contentsOf: tensor.bytes) }
        return bytes
    }

    /// Writes the file whole or not at all.
    ///
    /// - Throws: ``SafetensorsError/Problem/system(call:code:)``.
    public func write(to path: String) throws(SafetensorsError) {
        do {
            try StoredFile.write(serialized(), to: path)
        } catch {
            throw SafetensorsError(path: path, error)
        }
    }

    private static func header(_ metadata: [String: String], _ tensors: [Tensor]) -> String {
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\(quoted(metadataKey)):{\(pairs.joined(separator: ","))}")
        }
        var begin = 0
        for tensor in tensors {
            let end = begin + tensor.bytes.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(begin),\(end)]}")
            begin = end
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// A JSON string literal.
    private static func quoted(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
