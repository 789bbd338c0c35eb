internal import GRDB

/// Where an experiment comes from: the tool, the command and the three inputs with their SHA-256 (64 lower-case
/// hexadecimal digits), so that a later `resume` or `derive` can tell whether they changed.
public struct Provenance: Hashable, Sendable, Codable {
    public var toolVersion: String
    /// The source revision the tool was built from.
    public var revision: String
    public var commandLine: String
    public var host: String
    public var spacePath: String
    /// The search space's full text: the experiment stays readable when the file is gone.
    public var spaceJson: String
    public var spaceSha256: String
    public var teacherPath: String
    public var teacherSha256: String
    /// The data source as the user wrote it.
    public var dataText: String
    public var dataSha256: String

    public init(
        toolVersion: String, revision: String, commandLine: String, host: String, spacePath: String, spaceJson: String,
        spaceSha256: String, teacherPath: String, teacherSha256: String, dataText: String, dataSha256: String
    ) {
        self.toolVersion = toolVersion
        self.revision = revision
        self.commandLine = commandLine
        self.host = host
        self.spacePath = spacePath
        self.spaceJson = spaceJson
        self.spaceSha256 = spaceSha256
        self.teacherPath = teacherPath
        self.teacherSha256 = teacherSha256
        self.dataText = dataText
        self.dataSha256 = dataSha256
    }
}

extension Provenance: StoredRow {}
