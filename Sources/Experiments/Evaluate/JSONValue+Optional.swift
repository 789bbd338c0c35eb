public import StudentSpace

extension JSONValue {
    /// A number, or null where there is none or it is not finite.
    public static func number(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .double(value)
    }

    public static func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

    public static func string(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
