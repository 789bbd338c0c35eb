public import Networks

/// A derived student as it is handed over: format `deltanas.student/1`, beside its weights.
///
/// What it says of costs can be counted again from the file alone (``SpecVerifier``): every site carries its geometry.
public struct StudentSpec: Hashable, Sendable {
    public static let format = "deltanas.student/1"

    /// The tool and its version: `deltanas 0.2.0`.
    public var createdBy: String
    public var provenance: Provenance
    /// The network that runs on key frames.
    public var teacher: Teacher
    public var input: Size
    /// T: one key frame, then T − 1 delta frames.
    public var keyframeInterval: Int
    /// The budget of compute; nil where only time was limited.
    public var budget: BudgetRecord?
    public var use: Use
    /// What frames take on the machine that the student was made for; nil where nothing was measured.
    public var latency: StudentSpec.LatencyRecord?
    /// The student's weights.
    public var weights: FileReference
    /// One entry a convolution of the teacher, in its order.
    public var sites: [SiteRecord]

    public init(
        createdBy: String, provenance: Provenance, teacher: Teacher, input: Size, keyframeInterval: Int,
        budget: BudgetRecord?, use: Use, latency: StudentSpec.LatencyRecord? = nil, weights: FileReference,
        sites: [SiteRecord]
    ) {
        self.createdBy = createdBy
        self.provenance = provenance
        self.teacher = teacher
        self.input = input
        self.keyframeInterval = keyframeInterval
        self.budget = budget
        self.use = use
        self.latency = latency
        self.weights = weights
        self.sites = sites
    }

    /// Which candidate each site has.
    public var selection: Selection { Selection(sites.map { .init(site: $0.name, candidate: $0.candidate) }) }

    /// Where the student comes from.
    public struct Provenance: Hashable, Sendable {
        public var experiment: String
        public var strategy: String
        public var seed: UInt64
        public var space: Source
        public var data: Source
        /// How the weights were trained after they were derived; nil where they were not.
        public var finetuning: Finetuning?

        public init(
            experiment: String, strategy: String, seed: UInt64, space: Source, data: Source,
            finetuning: Finetuning? = nil
        ) {
            self.experiment = experiment
            self.strategy = strategy
            self.seed = seed
            self.space = space
            self.data = data
            self.finetuning = finetuning
        }
    }

    /// A fine-tuning run: what it started from and what it was trained on.
    public struct Finetuning: Hashable, Sendable {
        /// SHA-256 of the spec that it started from.
        public var student: SHA256Text
        public var data: Source
        /// Steps whose weights these are.
        public var steps: Int
        public var seed: UInt64
        /// Whether labels were part of the loss.
        public var usesLabels: Bool

        public init(student: SHA256Text, data: Source, steps: Int, seed: UInt64, usesLabels: Bool) {
            self.student = student
            self.data = data
            self.steps = steps
            self.seed = seed
            self.usesLabels = usesLabels
        }
    }

    /// Something that went in: what it is called and the SHA-256 of its bytes.
    public struct Source: Hashable, Sendable {
        public var name: String
        public var sha256: SHA256Text

        public init(name: String, sha256: SHA256Text) {
            self.name = name
            self.sha256 = sha256
        }
    }

    public struct Teacher: Hashable, Sendable {
        public var architecture: String
        public var classes: Int
        /// Of the network that runs on key frames.
        public var weights: FileReference
        /// The weights that these were tuned from, along with the student: what it is held against. Nil where nothing
        /// was tuned.
        public var original: FileReference?
        /// The model file that the network is read from; nil where it is a built-in architecture.
        public var model: Model?

        public init(
            architecture: String, classes: Int, weights: FileReference, original: FileReference? = nil,
            model: Model? = nil
        ) {
            self.architecture = architecture
            self.classes = classes
            self.weights = weights
            self.original = original
            self.model = model
        }
    }

    /// An imported network: its file, and which of its outputs count.
    public struct Model: Hashable, Sendable {
        public var file: FileReference
        /// The outputs' names in the file, the scores first; none: the one that an import takes by itself.
        public var outputs: [String]
        /// How frames become its input; nil: as ImageNet's.
        public var normalization: FrameNormalization?
        public var predicts: OutputKind

        public init(
            file: FileReference, outputs: [String] = [], normalization: FrameNormalization? = nil,
            predicts: OutputKind = .classes
        ) {
            self.normalization = normalization
            self.predicts = predicts
            self.file = file
            self.outputs = outputs
        }
    }

    /// A file that belongs to the spec, and the SHA-256 of its bytes.
    public struct FileReference: Hashable, Sendable {
        public var file: PathInFolder
        public var sha256: SHA256Text

        public init(file: PathInFolder, sha256: SHA256Text) {
            self.file = file
            self.sha256 = sha256
        }
    }

    /// What was asked for.
    public struct BudgetRecord: Hashable, Sendable {
        /// As the user wrote it.
        public var requested: String
        public var scope: BudgetScope
        /// The budget in MACs a frame of the scope.
        public var limitMACs: Int
        /// The most that a delta frame may spend under it, in MACs.
        public var deltaFrameLimitMACs: Int

        public init(requested: String, scope: BudgetScope, limitMACs: Int, deltaFrameLimitMACs: Int) {
            self.requested = requested
            self.scope = scope
            self.limitMACs = limitMACs
            self.deltaFrameLimitMACs = deltaFrameLimitMACs
        }

        /// Nil without a budget of compute.
        public init?(_ limit: BudgetLimit) {
            guard let compute = limit.compute else { return nil }
            self.init(
                requested: compute.budget.text, scope: limit.scope, limitMACs: compute.frame,
                deltaFrameLimitMACs: compute.deltaFrame)
        }
    }

    /// What a frame costs, in MACs; the file carries FLOPs (twice as many) beside them.
    public struct Use: Hashable, Sendable {
        public var deltaFrameMACs: Int
        /// `⌈(teacher + (T − 1) · delta) / T⌉`.
        public var amortisedMACs: Int
        public var teacherMACs: Int

        public init(deltaFrameMACs: Int, amortisedMACs: Int, teacherMACs: Int) {
            self.deltaFrameMACs = deltaFrameMACs
            self.amortisedMACs = amortisedMACs
            self.teacherMACs = teacherMACs
        }

        /// What a delta frame of this cost comes to.
        public init(deltaFrameMACs: Int, teacherMACs: Int, keyframeInterval: Int) {
            self.init(
                deltaFrameMACs: deltaFrameMACs,
                amortisedMACs: BudgetLimit.amortisedMACs(
                    deltaFrame: deltaFrameMACs, teacher: teacherMACs, keyframeInterval: keyframeInterval),
                teacherMACs: teacherMACs)
        }
    }
}
