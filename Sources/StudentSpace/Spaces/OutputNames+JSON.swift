extension JSONReader {
    /// Names of a model file's outputs: one, or a list without repetitions.
    func outputs() throws(JSONContentError) -> [String] {
        guard value.kind == .array else { return [try word()] }
        var names: [String] = []
        for element in try elements() {
            let name = try element.word()
            guard !names.contains(name) else {
                throw element.error(
                    .unknownValue(name, expected: "an output that is not named before", suggestion: nil))
            }
            names.append(name)
        }
        guard !names.isEmpty else { throw error(.empty) }
        return names
    }
}

extension JSONValue {
    /// One name, or a list; nil where there is none.
    static func outputs(_ names: [String]) -> JSONValue? {
        names.isEmpty ? nil : names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) })
    }

    /// nil for what is the case where nothing is said.
    static func predicts(_ kind: OutputKind) -> JSONValue? { kind == .classes ? nil : .string(kind.rawValue) }
}
