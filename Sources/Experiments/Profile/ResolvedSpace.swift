public import DeltaSearch
public import Networks
public import StudentSpace
public import VideoData

/// A space file and what the command line says otherwise, taken to the sites of the teacher: all that a search knows
/// before it touches weights or data.
public struct ResolvedSpace: Sendable {
    public let spaceFile: SpaceFile
    /// The space file's bytes, as text.
    public let spaceText: String
    /// Where the teacher's network comes from.
    public let teacher: TeacherNetwork
    public let classes: Int
    public let input: Size
    /// T: one key frame, then T − 1 delta frames.
    public let keyframeInterval: Int
    /// The teacher as built, with batch norms: what a checkpoint's names belong to.
    public let network: Network
    /// The teacher with batch norms folded: what runs.
    public let folded: Network
    /// Every convolution, in order.
    public let sites: [Site]
    /// The teacher's nodes that delta frames compute in full, whatever is chosen.
    public let fallbacks: [DeltaNetworks.Fallback]
    /// Multiply-accumulates of every frame beside the sites', which no budget counts: products of two maps.
    public let uncountedMACs: Int
    /// The candidates of every site, with times once it is timed.
    public private(set) var space: SearchSpace
    /// The teacher's weights, seen from the working directory; nil where neither file nor command line names any.
    public let weightsPath: String?
    /// The data source, a folder's path seen from the working directory.
    public let data: String
    /// Frames of the data source; nil: all of them.
    public let frames: FrameRange?

    /// Reads and resolves a space file.
    ///
    /// - Throws: ``DocumentFileError``, ``JSONSyntaxError``, ``JSONContentError`` where the file is none;
    ///   ``SettingError``, ``ArchitectureError`` or ``SpaceError`` where it does not fit.
    public init(spacePath: String, overrides: SpaceOverrides = SpaceOverrides()) throws {
        let bytes = try DocumentFile.contents(of: spacePath)
        let file = try SpaceFile(JSONParser.parse(bytes, file: spacePath), file: spacePath)
        try self.init(file, text: String(decoding: bytes, as: UTF8.self), overrides: overrides)
    }

    /// Resolves a space file that was read before; `text` is what stood in it.
    public init(_ file: SpaceFile, text: String, overrides: SpaceOverrides = SpaceOverrides()) throws {
        let interval = overrides.keyframeInterval ?? file.keyframeInterval
        guard SpaceFile.keyframeIntervals.contains(interval) else {
            throw SettingError.keyframeInterval(interval, allowed: SpaceFile.keyframeIntervals)
        }
        spaceFile = file
        spaceText = text
        weightsPath = overrides.teacher ?? file.weightsPath
        teacher = try TeacherNetwork(of: file, at: weightsPath, input: overrides.input ?? file.input)
        classes = teacher.classes
        input = teacher.input
        keyframeInterval = interval
        network = teacher.network
        folded = BatchNormFolding(network).network
        sites = try Site.sites(of: folded)
        fallbacks = try DeltaNetworks(teacher: folded).fallbacks
        uncountedMACs = try folded.uncountedMACs()
        space = try file.resolve(sites)
        data = overrides.data ?? file.dataPath
        frames = overrides.frames
    }

    /// The teacher with its weights.
    ///
    /// - Throws: ``SettingError/noTeacher(space:)`` where nobody names any; what reading and folding throw.
    public func loadTeacher() throws -> TeacherModel { try teacher.teacher(weights: requiredWeightsPath()) }

    /// SHA-256 of the space file's bytes.
    public var spaceSHA256: String { SHA256.hex(of: spaceText.utf8) }

    public var teacherMACs: Int { space.teacherMACs }

    public var frameSize: FrameSize { FrameSize(height: input.height, width: input.width) }

    /// What budgets come to for this teacher and key-frame interval.
    ///
    /// - Precondition: A budget of time is of a timed space.
    public func limit(_ budgets: Budgets, scope: BudgetScope) -> BudgetLimit {
        BudgetLimit(
            budgets, scope: scope, teacherMACs: teacherMACs, teacherNanoseconds: space.latency?.teacherNanoseconds,
            keyframeInterval: keyframeInterval)
    }

    /// The same with the times of a table.
    ///
    /// - Throws: ``LatencyError``.
    public func timed(by table: LatencyTable) throws(LatencyError) -> ResolvedSpace {
        var timed = self
        timed.space = try space.timed(by: table)
        return timed
    }

    /// The path of the teacher's weights.
    ///
    /// - Throws: ``SettingError/noTeacher(space:)`` where nobody names any.
    public func requiredWeightsPath() throws(SettingError) -> String {
        guard let weightsPath else { throw .noTeacher(space: spaceFile.file) }
        return weightsPath
    }
}

extension SpaceFile {
    /// The data source, where it is a folder's path seen from the working directory: the file gives it as seen from
    /// its own folder, as it does the weights.
    fileprivate var dataPath: String {
        guard let slash = file.lastIndex(of: "/") else { return data }
        return DataSource.text(data) { $0.hasPrefix("/") ? $0 : file[...slash] + $0 }
    }
}
