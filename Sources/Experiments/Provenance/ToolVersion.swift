/// The version of this tool.
public enum ToolVersion {
    /// What `--version` prints and every file that the tool writes carries.
    public static let number = "0.1.0"

    /// The tool and its version: `deltanas 0.1.0`.
    public static let name = "deltanas \(number)"
}
