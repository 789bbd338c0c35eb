/// Something on the command line that only the command line can say wrong.
enum UsageError: Error, Hashable {
    /// Not `HxW`.
    case malformedSize(option: String, text: String)
    case outOfRange(option: String, value: String, allowed: String)
    case missingOption(String, example: String)
    /// Two options of which one makes the other meaningless.
    case conflict(String, String)
}
