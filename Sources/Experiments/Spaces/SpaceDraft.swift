import Foundation
public import Networks
public import StudentSpace
import VideoData

/// A search space for a teacher that has none yet: every convolution a site, with the candidates that make sense there.
///
/// Candidates are those of the project's own space (`searchspaces/ddrnet.json`), by what a site is:
/// - convolutions that read the frame keep their kernel's size: low ranks or the teacher;
/// - those behind which there is no other, the scores': the teacher alone, they are small and every error of theirs counts;
/// - grouped and depthwise ones: nothing, the centre tap (one weight a channel where they are depthwise), one kernel a
///   channel, the teacher;
/// - all others: every kind.
public struct SpaceDraft: Sendable {
    /// What is asked for.
    public struct Request: Sendable {
        /// The model file.
        public var teacher: String
        /// nil: the size that the file fixes.
        public var input: Size?
        /// The outputs that are distilled, the scores first; none: the first of four dimensions.
        public var outputs: [String]
        /// How frames become the network's input; nil: as ImageNet's.
        public var normalization: FrameNormalization?
        /// What its outputs are.
        public var predicts: OutputKind
        /// The data source that the space names.
        public var data: String
        public var keyframeInterval: Int
        /// Where the space file goes.
        public var path: String

        public init(
            teacher: String, input: Size? = nil, outputs: [String] = [], normalization: FrameNormalization? = nil,
            predicts: OutputKind = .classes, data: String, keyframeInterval: Int, path: String
        ) {
            self.normalization = normalization
            self.predicts = predicts
            self.teacher = teacher
            self.input = input
            self.outputs = outputs
            self.data = data
            self.keyframeInterval = keyframeInterval
            self.path = path
        }
    }

    public let file: SpaceFile
    /// The space as it resolves.
    public let space: SearchSpace
    /// The model file's outputs as it describes them.
    public let fileOutputs: [String]
    /// Whether a map of more channels than labels have classes is taken for class scores.
    public let looksLikeFeatures: Bool

    /// Reads a model file and drafts its space.
    ///
    /// - Throws: ``SettingError/keyframeInterval(_:allowed:)``, ``SettingError/noSites(file:)``; what reading the model
    ///   throws; `DeltaDomainError` where it has no delta domain.
    public init(_ request: Request) throws {
        guard SpaceFile.keyframeIntervals.contains(request.keyframeInterval) else {
            throw SettingError.keyframeInterval(request.keyframeInterval, allowed: SpaceFile.keyframeIntervals)
        }
        guard !Self.isSameFile(request.teacher, request.path) else { throw SettingError.spaceIsModel(request.path) }
        let teacher = try TeacherNetwork(
            model: request.teacher, classes: nil, input: request.input, outputs: request.outputs,
            normalization: request.normalization, predicts: request.predicts)
        let folded = BatchNormFolding(teacher.network).network
        _ = try DeltaNetworks(teacher: folded)
        let sites = try Site.sites(of: folded)
        guard !sites.isEmpty else { throw SettingError.noSites(file: request.teacher) }
        file = SpaceFile(
            file: request.path, name: URL(fileURLWithPath: request.path).deletingPathExtension().lastPathComponent,
            teacher: .init(
                architecture: TeacherNetwork.imported, classes: teacher.classes,
                weights: Self.relative(request.teacher, to: request.path), outputs: request.outputs,
                normalization: request.normalization, predicts: request.predicts),
            input: teacher.input, keyframeInterval: request.keyframeInterval,
            data: DataSource.text(request.data) { Self.relative($0, to: request.path) },
            rules: Self.rules(sites, of: folded))
        space = try file.resolve(sites)
        fileOutputs = teacher.fileOutputs
        let scores = try folded.inferShapes().of(folded.outputs[0])
        looksLikeFeatures =
            request.predicts == .classes && scores.channels > LabelMap.mostClasses && scores.positions > 1
    }

    /// Rules for every site, none that decides on nothing.
    static func rules(_ sites: [Site], of network: Network) -> [SiteRule] {
        let last = lastConvolutions(of: network)
        let frame = network.inputs[0].name
        let kinds: [(names: [String], candidates: [CandidateTemplate])] = [
            (sites.filter { last.contains($0.name) }.map(\.name), templates(["teacher"])),
            (
                sites.filter { $0.source == frame && !last.contains($0.name) && $0.convolution.groups == 1 }.map(
                    \.name),
                templates(["lowrank:C/8", "lowrank:3C/16", "lowrank:C/4", "lowrank:3C/8", "teacher"])
            ),
            (
                sites.filter { $0.convolution.groups > 1 && !last.contains($0.name) }.map(\.name),
                templates(["zero", "pointwise", "depthwise", "teacher"])
            ),
        ]
        let patches = sites.filter { !last.contains($0.name) && $0.convolution.groups == 1 && $0.source != frame }
        let huge = patches.filter { $0.input.channels * $0.convolution.kernel.area > hugePatch }.map(\.name)
        let named = (kinds + [(huge, templates(lean))]).filter { !$0.names.isEmpty }
        var rules = named.map { kind in SiteRule(patterns: kind.names.map { .init($0) }, candidates: kind.candidates) }
        if named.reduce(0, { $0 + $1.names.count }) < sites.count {
            rules.append(SiteRule(patterns: [.init("*")], candidates: templates(every)))
        }
        return rules
    }

    private static let every = [
        "zero", "depthwise", "pointwise", "depthwise-pointwise", "separable:C/8", "separable:C/4", "separable:C/2",
        "lowrank:C/32", "lowrank:C/16", "lowrank:3C/32", "lowrank:C/8", "lowrank:3C/16", "lowrank:C/4", "lowrank:3C/8",
        "lowrank:C/2", "lowrank:5C/8", "lowrank:3C/4", "teacher",
    ]

    /// Elements of a patch from which on the moments that separable and depthwise students are fitted by do not fit most
    /// machines: 3 · 8 bytes · 24,000² are 14 GB.
    private static let hugePatch = 24_000

    /// What needs those moments least.
    private static let lean = every.filter { !$0.hasPrefix("separable") && !$0.hasPrefix("depthwise") }

    private static func templates(_ texts: [String]) -> [CandidateTemplate] {
        texts.map { text in
            guard let template = CandidateTemplate(text) else { preconditionFailure("\(text) is no candidate") }
            return template
        }
    }

    /// The convolutions from which no other can be reached.
    static func lastConvolutions(of network: Network) -> Set<String> {
        // Tensors that some convolution depends on.
        var read: Set<String> = []
        var last: Set<String> = []
        for node in network.nodes.reversed() {
            if case .convolution = node.operation {
                if !read.contains(node.name) { last.insert(node.name) }
                read.formUnion(node.inputs)
            } else if read.contains(node.name) {
                read.formUnion(node.inputs)
            }
        }
        return last
    }

    /// Whether both paths lead to one file, through links too.
    private static func isSameFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// A path as seen from a file's folder, where it lies there or below; else from the root.
    private static func relative(_ path: String, to file: String) -> String {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let folder = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent().path
        let prefix = folder == "/" ? folder : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}

extension ResolvedSpace {
    /// The space that would be drafted for a model file, as if it lay in the model's place.
    ///
    /// - Throws: what drafting throws.
    public init(drafting model: String, input: Size?, outputs: [String] = [], keyframeInterval: Int) throws {
        let file = try SpaceDraft(
            .init(
                teacher: model, input: input, outputs: outputs, data: "streets:0", keyframeInterval: keyframeInterval,
                path: model)
        ).file
        try self.init(file, text: file.json.text())
    }
}
