internal import GRDB

/// One convolution of the teacher and its candidates. A site's position is its place in the experiment's list.
public struct SiteRecord: Hashable, Sendable, Codable {
    public var name: String
    public var inputChannels: Int
    public var outputChannels: Int
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var strideHeight: Int
    public var strideWidth: Int
    public var groups: Int
    /// Multiply-accumulates of the full convolution on one frame.
    public var teacherMacs: Int
    /// A candidate's position is its place here.
    public var candidates: [CandidateRecord]

    public init(
        name: String, inputChannels: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int,
        strideHeight: Int = 1, strideWidth: Int = 1, groups: Int = 1, teacherMacs: Int,
        candidates: [CandidateRecord] = []
    ) {
        self.name = name
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.strideHeight = strideHeight
        self.strideWidth = strideWidth
        self.groups = groups
        self.teacherMacs = teacherMacs
        self.candidates = candidates
    }
}

/// One candidate at a site.
public struct CandidateRecord: Hashable, Sendable, Codable {
    /// The candidate's name in the search space: `lowrank`, `zero`, …
    public var kind: String
    public var rank: Int?
    /// Multiply-accumulates on one delta frame.
    public var macs: Int
    /// The closed-form student's expected damage; nil before the statistics are known.
    public var damage: Double?
    /// Whether the search may choose it.
    public var isKept: Bool

    public init(kind: String, rank: Int? = nil, macs: Int, damage: Double? = nil, isKept: Bool = true) {
        self.kind = kind
        self.rank = rank
        self.macs = macs
        self.damage = damage
        self.isKept = isKept
    }
}

extension SiteRecord: ReadableRow, WritableRow {
    init(row: Row) throws {
        try row.requireCounts()
        name = try row.value("name")
        inputChannels = try row.value("input_channels")
        outputChannels = try row.value("output_channels")
        kernelHeight = try row.value("kernel_height")
        kernelWidth = try row.value("kernel_width")
        strideHeight = try row.value("stride_height")
        strideWidth = try row.value("stride_width")
        groups = try row.value("groups")
        teacherMacs = try row.value("teacher_macs")
        candidates = []
    }

    func encode(to container: inout PersistenceContainer) {
        container["name"] = name
        container["input_channels"] = inputChannels
        container["output_channels"] = outputChannels
        container["kernel_height"] = kernelHeight
        container["kernel_width"] = kernelWidth
        container["stride_height"] = strideHeight
        container["stride_width"] = strideWidth
        container["groups"] = groups
        container["teacher_macs"] = teacherMacs
    }
}

extension CandidateRecord: StoredRow {}
