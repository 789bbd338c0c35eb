/// A walk over the wire format that counts what would be built, and builds nothing.
///
/// An empty message takes two bytes in a file and a hundred times as many in memory: a file of nothing but empty nodes
/// is refused here.
enum MessageCensus {
    /// Where a message stands, as far as its parts are counted.
    private enum Place {
        case model, graph, node, attribute, tensor, function, valueInfo, type, tensorType, shape, leaf
    }

    /// The number of parts.
    ///
    /// - Throws: ``ONNXError/Problem/malformed(reason:)``, ``ONNXError/Problem/tooManyParts(limit:)`` or
    ///   ``ONNXError/Problem/tooManyNodes(limit:)``.
    static func count(_ bytes: [UInt8], limit: Int, nodes: Int, depth: Int) throws(ONNXError.Problem) -> Int {
        var census = Census(limit: limit, nodeLimit: nodes)
        try census.walk(bytes, 0..<bytes.count, .model, depth: depth)
        return census.parts
    }

    /// The place that a field leads to; nil where it is no message of interest.
    private static func below(_ place: Place, _ field: UInt64) -> Place? {
        switch (place, field) {
        case (.model, 7), (.attribute, 6), (.attribute, 11): .graph
        case (.model, 25): .function
        case (.graph, 1), (.function, 7): .node
        case (.graph, 5), (.attribute, 5), (.attribute, 10): .tensor
        case (.graph, 11), (.graph, 12), (.graph, 13): .valueInfo
        case (.graph, 15), (.attribute, 22), (.model, 8), (.model, 14), (.tensor, 13), (.tensor, 6): .leaf
        case (.node, 5), (.function, 11): .attribute
        case (.node, 1), (.node, 2), (.attribute, 9), (.function, 4), (.function, 5), (.function, 6): .leaf
        case (.valueInfo, 2): .type
        case (.type, 1): .tensorType
        case (.tensorType, 2): .shape
        case (.shape, 1): .leaf
        default: nil
        }
    }

    private struct Census {
        let limit: Int
        let nodeLimit: Int
        var parts = 0
        var nodes = 0

        mutating func walk(
            _ bytes: [UInt8], _ range: Range<Int>, _ place: Place, depth: Int
        ) throws(ONNXError.Problem) {
            guard depth > 0 else { throw .malformed(reason: "nested too deeply") }
            var position = range.lowerBound
            while position < range.upperBound {
                let key = try Self.varint(bytes, &position, range.upperBound)
                parts += place == .model ? 1 : 0
                switch key & 7 {
                case 0: _ = try Self.varint(bytes, &position, range.upperBound)
                case 1: position += 8
                case 5: position += 4
                case 2:
                    let length = try Self.varint(bytes, &position, range.upperBound)
                    guard length <= UInt64(range.upperBound - position) else { throw .malformed(reason: "cut") }
                    let end = position + Int(length)
                    if let next = MessageCensus.below(place, key >> 3) {
                        parts += 1
                        guard parts <= limit else { throw .tooManyParts(limit: limit) }
                        if next == .node {
                            nodes += 1
                            guard nodes <= nodeLimit else { throw .tooManyNodes(limit: nodeLimit) }
                        }
                        if next != .leaf { try walk(bytes, position..<end, next, depth: depth - 1) }
                    }
                    position = end
                default: throw .malformed(reason: "not the wire format of protocol buffers")
                }
                guard position <= range.upperBound else { throw .malformed(reason: "cut") }
            }
        }

        private static func varint(
            _ bytes: [UInt8], _ position: inout Int, _ end: Int
        ) throws(ONNXError.Problem) -> UInt64 {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard position < end else { throw .malformed(reason: "cut") }
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte & 0x80 == 0 { return value }
            }
            throw .malformed(reason: "not the wire format of protocol buffers")
        }
    }
}
