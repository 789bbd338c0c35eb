import StudentSpace

extension Table {
    /// A document as rows of keys and values: `sites.0.macs`, `1234`.
    init(document: JSONValue) {
        self.init([.init("key", "key"), .init("value", "value")])
        add(document, key: "")
    }

    private mutating func add(_ value: JSONValue, key: String) {
        func path(_ name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }
        switch value.content {
        case .object(let members): for member in members { add(member.value, key: path(member.key)) }
        case .array(let elements): for (index, element) in elements.enumerated() { add(element, key: path("\(index)")) }
        default: rows.append([.string(key), .init(value)])
        }
    }
}
