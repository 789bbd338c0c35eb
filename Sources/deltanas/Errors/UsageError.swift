import Networks

/// Something on the command line that only the command line can say wrong.
enum UsageError: Error, Hashable {
    /// Not `HxW`.
    case malformedSize(option: String, text: String)
    case outOfRange(option: String, value: String, allowed: String)
    case missingOption(String, example: String)
    /// A budget of time where nothing is known of times.
    case notMeasured(space: String, threads: Int, input: Size, database: String)
    /// Two options of which one makes the other meaningless.
    case conflict(String, String)
    /// An option of one strategy, given with another.
    case needsStrategy(option: String, strategy: String)
    /// Nothing where a file's path is wanted.
    case noPath(option: String)
    /// Two options that name one file to write.
    case sameFile(String, String, path: String)
    /// A name that none of a kind of things has.
    case unknownName(option: String, name: String, kind: String, suggestion: String?, known: [String])
    /// A file that is there and is not to be replaced.
    case fileExists(String)
    /// A folder that is not there.
    case noFolder(option: String, path: String)
}
