public import Networks

/// A search space as a person writes it down: format `deltanas.space/1`.
///
///     {
///       "format": "deltanas.space/1",
///       "name": "ddrnet",
///       "teacher": {"architecture": "ddrnet-23-slim", "classes": 11, "weights": "../teachers/t.safetensors"},
///       "input": "256x512",
///       "keyframeInterval": 4,
///       "data": "streets:7,frames=48",
///       "sites": [
///         {"match": ["conv1.0", "final_layer.conv2"], "candidates": ["teacher"]},
///         {"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/16", "C/4", 24]}, "teacher"]}
///       ],
///       "shared": [
///         {"label": "layer3", "match": ["layer3.0.conv2", "layer3.1.conv?"]}
///       ]
///     }
///
/// Of the entries of `sites`, the first that matches a site's name decides on it; a last `"*"` takes the rest. Every
/// site must be matched, every pattern must match something, and every entry must decide on something.
///
/// `shared`, which may be left out, has sites decide together: all that an entry matches take the same candidate of their
/// lists, by the name that `sites` gives it (`lowrank:C/4`, whatever C is at each of them). They must have the same ones
/// left. The first entry that matches a site has it; the rest decide by themselves.
///
/// A teacher that is no built-in architecture is a model file, which has its weights inside:
/// `"teacher": {"architecture": "onnx", "classes": 19, "weights": "model.onnx", "output": "scores"}`, or a list of outputs; with `normalization`
/// where frames become its input otherwise than ImageNet's do (``FrameNormalization``).
public struct SpaceFile: Hashable, Sendable {
    public static let format = "deltanas.space/1"

    /// Key-frame intervals that make sense: at 1 there is no delta frame.
    public static let keyframeIntervals = 2...1000

    /// Where the file was read from, as errors call it.
    public var file: String
    public var name: String
    public var teacher: Teacher
    public var input: Size
    /// T: one key frame, then T − 1 delta frames.
    public var keyframeInterval: Int
    /// The data source, in the form of `--data`.
    public var data: String
    public var rules: [SiteRule]
    public var shared: [SharedRule]

    public init(
        file: String, name: String, teacher: Teacher, input: Size, keyframeInterval: Int, data: String,
        rules: [SiteRule], shared: [SharedRule] = []
    ) {
        self.file = file
        self.name = name
        self.teacher = teacher
        self.input = input
        self.keyframeInterval = keyframeInterval
        self.data = data
        self.rules = rules
        self.shared = shared
    }

    /// The network to be distilled.
    public struct Teacher: Hashable, Sendable {
        public var architecture: String
        public var classes: Int
        /// The weights as written, relative to the space file's folder; nil where the command line must name them.
        public var weights: String?
        /// Of a model file with several outputs, the names of those that are distilled, of which the first is the scores;
        /// none: the first of four dimensions.
        public var outputs: [String]
        /// How frames become a model file's input; nil: as ImageNet's.
        public var normalization: FrameNormalization?
        /// What a model file's outputs are.
        public var predicts: OutputKind

        public init(
            architecture: String, classes: Int, weights: String?, outputs: [String] = [],
            normalization: FrameNormalization? = nil, predicts: OutputKind = .classes
        ) {
            self.normalization = normalization
            self.predicts = predicts
            self.architecture = architecture
            self.classes = classes
            self.weights = weights
            self.outputs = outputs
        }
    }

    /// The path of the teacher's weights, seen from the working directory.
    public var weightsPath: String? {
        teacher.weights.map { weights in
            guard !weights.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return weights }
            return file[...slash] + weights
        }
    }
}

/// One entry of a space file's `sites`: patterns, and the candidates of the sites they match.
public struct SiteRule: Hashable, Sendable {
    /// A pattern and where it stands in the file.
    public struct Pattern: Hashable, Sendable {
        public var glob: Glob
        public var position: JSONPosition

        public init(_ pattern: String, at position: JSONPosition = .none) {
            glob = Glob(pattern)
            self.position = position
        }
    }

    public var patterns: [Pattern]
    public var candidates: [CandidateTemplate]
    /// Where the entry begins.
    public var position: JSONPosition

    public init(patterns: [Pattern], candidates: [CandidateTemplate], position: JSONPosition = .none) {
        self.patterns = patterns
        self.candidates = candidates
        self.position = position
    }

    public func matches(_ site: String) -> Bool { patterns.contains { $0.glob.matches(site) } }
}
