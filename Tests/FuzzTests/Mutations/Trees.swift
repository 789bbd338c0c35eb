import RandomStreams

@testable import StudentSpace

/// Mutations of JSON that mostly leave it JSON.
enum Trees {
    /// The text of a mutated value; now and then with the bytes mutated too.
    ///
    /// - Parameter seeds: texts of sound files.
    static func text(of seeds: [JSONValue], _ stream: inout RandomStream) -> [UInt8] {
        var value = stream.one(of: seeds)
        if stream.chance(0.92) {
            for _ in 0..<stream.count(upTo: 5) { mutate(&value, others: seeds, &stream) }
        }
        var bytes = Array(value.text().utf8)
        if stream.chance(0.2) { Bytes.mutate(&bytes, seeds.prefix(1).map { Array($0.text().utf8) }, &stream) }
        return bytes
    }

    /// Mutates a value somewhere within.
    static func mutate(_ value: inout JSONValue, others: [JSONValue], _ stream: inout RandomStream) {
        switch value.content {
        case .array(var elements) where !elements.isEmpty && stream.chance(0.85):
            let index = stream.below(elements.count)
            mutate(&elements[index], others: others, &stream)
            value.content = .array(elements)
        case .object(var members) where !members.isEmpty && stream.chance(0.85):
            let index = stream.below(members.count)
            mutate(&members[index].value, others: others, &stream)
            value.content = .object(members)
        default: replace(&value, others: others, &stream)
        }
    }

    private static func replace(_ value: inout JSONValue, others: [JSONValue], _ stream: inout RandomStream) {
        switch value.content {
        case .number where stream.chance(0.8):
            value.content = .number(JSONNumber(text: stream.one(of: Texts.numbers)))
        case .string(let text) where stream.chance(0.85):
            value.content = .string(stream.chance(0.5) ? Texts.mutate(text, &stream) : Texts.word(&stream))
        case .array(var elements) where stream.chance(0.8):
            alter(&elements, &stream)
            value.content = .array(elements)
        case .object(var members) where stream.chance(0.8):
            alter(&members, &stream)
            value.content = .object(members)
        default:
            value = stream.chance(0.3) ? part(of: stream.one(of: others), &stream) : anything(&stream)
        }
    }

    private static func alter(_ elements: inout [JSONValue], _ stream: inout RandomStream) {
        let index = stream.below(elements.count)
        switch stream.below(5) {
        case 0: elements = []
        case 1 where !elements.isEmpty: elements.remove(at: index)
        case 2 where !elements.isEmpty: elements.insert(elements[index], at: stream.below(elements.count))
        case 3 where !elements.isEmpty: elements.swapAt(index, stream.below(elements.count))
        default: elements.insert(anything(&stream), at: stream.below(elements.count + 1))
        }
    }

    private static func alter(_ members: inout [JSONMember], _ stream: inout RandomStream) {
        let index = stream.below(members.count)
        switch stream.below(5) {
        case 0 where !members.isEmpty: members.remove(at: index)
        case 1 where !members.isEmpty: members.append(members[index])
        case 2 where !members.isEmpty: members[index].key = Texts.mutate(members[index].key, &stream)
        case 3 where members.count > 1:
            let other = stream.below(members.count)
            (members[index].value, members[other].value) = (members[other].value, members[index].value)
        default: members.append(JSONMember(Texts.word(&stream), anything(&stream)))
        }
    }

    /// Some value within another.
    private static func part(of value: JSONValue, _ stream: inout RandomStream) -> JSONValue {
        var value = value
        while stream.chance(0.8) {
            switch value.content {
            case .array(let elements) where !elements.isEmpty: value = stream.one(of: elements)
            case .object(let members) where !members.isEmpty: value = stream.one(of: members).value
            default: return value
            }
        }
        return value
    }

    private static func anything(_ stream: inout RandomStream) -> JSONValue {
        switch stream.below(9) {
        case 0: return .null
        case 1: return .bool(stream.chance(0.5))
        case 2, 3: return JSONValue(.number(JSONNumber(text: stream.one(of: Texts.numbers))))
        case 4, 5: return .string(Texts.word(&stream))
        case 6: return .array((0..<stream.below(4)).map { _ in anything(&stream) })
        case 7: return .object((0..<stream.below(4)).map { ("k\($0)", anything(&stream)) })
        default:
            let inner = JSONValue(.number(JSONNumber(text: "1")))
            return (0..<stream.below(90)).reduce(inner) { value, level in
                level % 2 == 0 ? .array([value]) : .object([("a", value)])
            }
        }
    }
}
