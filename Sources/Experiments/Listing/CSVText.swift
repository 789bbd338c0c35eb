public import StudentSpace

/// Rows of a CSV document, by RFC 4180.
public enum CSVText {
    public static func line(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\n"
    }

    public static func line(_ values: [JSONValue]) -> String { line(values.map(plain)) }

    /// A value without marks around it; nothing for null, JSON for arrays and objects.
    public static func plain(_ value: JSONValue) -> String {
        switch value.content {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): text
        case .array, .object: value.text()
        }
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
