import Networks

extension SpaceFile {
    /// Reads a space file.
    ///
    /// - Throws: ``DocumentFileError``, ``JSONSyntaxError`` or ``JSONContentError``.
    public static func read(_ path: String) throws -> SpaceFile {
        try SpaceFile(JSONParser.parse(DocumentFile.contents(of: path), file: path), file: path)
    }

    /// The space that a JSON value describes.
    public init(_ value: JSONValue, file: String) throws(JSONContentError) {
        let root = JSONReader(value, file: file)
        try root.requireFormat(Self.format)
        let object = try root.object(
            keys: ["format", "name", "teacher", "input", "keyframeInterval", "data", "sites", "shared"])
        let rules = try object.required("sites")
        self.init(
            file: file,
            name: try object.required("name").name(),
            teacher: try Teacher(object.required("teacher")),
            input: try object.required("input").size(),
            keyframeInterval: try object.required("keyframeInterval").integer(in: Self.keyframeIntervals),
            data: try object.required("data").word(),
            rules: try rules.nonEmptyElements().map(SiteRule.init),
            shared: try object.optional("shared")?.nonEmptyElements().map(SharedRule.init) ?? [])
    }

    /// The space as a JSON value, its keys in the order of the format's description.
    public var json: JSONValue {
        var teacher: [(String, JSONValue)] = [
            ("architecture", .string(self.teacher.architecture)), ("classes", .integer(self.teacher.classes)),
        ]
        if let weights = self.teacher.weights { teacher.append(("weights", .string(weights))) }
        if let output = JSONValue.outputs(self.teacher.outputs) { teacher.append(("output", output)) }
        if let normalization = self.teacher.normalization {
            teacher.append(("normalization", normalization.json))
        }
        if let predicts = JSONValue.predicts(self.teacher.predicts) { teacher.append(("predicts", predicts)) }
        let shared: [(String, JSONValue)] =
            self.shared.isEmpty ? [] : [("shared", .array(self.shared.map(\.json)))]
        return .object(
            [
                ("format", .string(Self.format)),
                ("name", .string(name)),
                ("teacher", .object(teacher)),
                ("input", .string("\(input)")),
                ("keyframeInterval", .integer(keyframeInterval)),
                ("data", .string(data)),
                ("sites", .array(rules.map(\.json))),
            ] + shared)
    }

    /// Writes the space to a file, whole or not at all.
    public func write(to path: String) throws(DocumentFileError) {
        try DocumentFile.replace(path, with: Array(json.text().utf8))
    }
}

extension SpaceFile.Teacher {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: [
            "architecture", "classes", "weights", "output", "normalization", "predicts",
        ])
        self.init(
            architecture: try object.required("architecture").word(),
            classes: try object.required("classes").integer(in: 1...65536),
            weights: try object.optional("weights")?.word(), outputs: try object.optional("output")?.outputs() ?? [],
            normalization: try object.optional("normalization").map { (reader) throws(JSONContentError) in
                try FrameNormalization(reader)
            },
            predicts: try object.optional("predicts")?.choice(OutputKind.self) ?? .classes)
    }
}

extension SiteRule {
    /// Each is held against each other one at every site.
    private static let mostCandidates = 4096

    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["match", "candidates"])
        self.init(
            patterns: try Pattern.patterns(object.required("match")), candidates: [], position: reader.value.position)
        let entries = try object.required("candidates")
        for entry in try entries.nonEmptyElements() {
            candidates += try CandidateTemplate.templates(entry)
            guard candidates.count <= Self.mostCandidates else {
                throw entries.error(
                    .outOfRange(found: "more candidates", expected: "\(Self.mostCandidates) candidates at most"))
            }
        }
    }

    fileprivate var json: JSONValue {
        .object([
            ("match", Pattern.json(patterns)),
            ("candidates", .array(candidates.map { .string($0.description) })),
        ])
    }
}

extension SharedRule {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["label", "match"])
        self.init(
            label: try object.required("label").name(),
            patterns: try SiteRule.Pattern.patterns(object.required("match")), position: reader.value.position)
    }

    fileprivate var json: JSONValue {
        .object([("label", .string(label)), ("match", SiteRule.Pattern.json(patterns))])
    }
}

extension SiteRule.Pattern {
    /// One pattern, or a list of them.
    fileprivate static func patterns(_ match: JSONReader) throws(JSONContentError) -> [Self] {
        let patterns = match.value.kind == .array ? try match.nonEmptyElements() : [match]
        return try patterns.map { (pattern) throws(JSONContentError) in
            Self(try pattern.word(), at: pattern.value.position)
        }
    }

    fileprivate static func json(_ patterns: [Self]) -> JSONValue {
        let texts = patterns.map { JSONValue.string($0.glob.pattern) }
        return texts.count == 1 ? texts[0] : .array(texts)
    }
}

extension CandidateTemplate {
    /// What one element of `candidates` names: a text, or a kind with a list of ranks.
    fileprivate static func templates(_ reader: JSONReader) throws(JSONContentError) -> [CandidateTemplate] {
        let kinds = Candidate.Kind.allCases.map(\.rawValue)
        guard reader.value.kind == .object else {
            let text = try reader.string()
            guard let template = CandidateTemplate(text) else {
                let word = String(text.prefix { $0 != ":" })
                throw reader.error(
                    .unknownValue(
                        text, expected: "a candidate such as teacher, lowrank:16, separable:C/4 or zero",
                        suggestion: suggestion(for: text, kind: Spelling.closest(to: word, in: kinds))))
            }
            return [template]
        }
        let object = try reader.object(keys: ["kind", "ranks"])
        let name = try object.required("kind")
        let kind = try name.choice(Candidate.Kind.self)
        guard kind.takesRank else {
            throw name.error(.unknownValue(kind.rawValue, expected: "a kind that takes ranks", suggestion: nil))
        }
        return try object.required("ranks").nonEmptyElements().map { (rank) throws(JSONContentError) in
            guard let template = CandidateTemplate(kind: kind, rank: try rank.rank()) else {
                preconditionFailure("\(kind) takes a rank")
            }
            return template
        }
    }

    /// The nearest candidate to a misspelt one: its rank kept where that makes a candidate, else an example.
    private static func suggestion(for text: String, kind: String?) -> String? {
        guard let kind else { return nil }
        let rest = text.drop { $0 != ":" }
        return [kind + rest, kind, "\(kind):C/4"].first { CandidateTemplate($0) != nil }
    }
}

extension JSONReader {
    /// Every element of an array that must have one.
    fileprivate func nonEmptyElements() throws(JSONContentError) -> [JSONReader] {
        let elements = try elements()
        guard !elements.isEmpty else { throw error(.empty) }
        return elements
    }

    /// A rank: a number, or a text such as `C/4`.
    fileprivate func rank() throws(JSONContentError) -> RankExpression {
        if value.kind == .number {
            guard let rank = RankExpression(try integer(in: 1...RankExpression.largest)) else {
                preconditionFailure("a rank in range")
            }
            return rank
        }
        let text = try string()
        guard let rank = RankExpression(text) else {
            throw error(.unknownValue(text, expected: "a rank such as 16, C/4 or 3C/8", suggestion: nil))
        }
        return rank
    }

    /// A size such as `256x512`.
    func size() throws(JSONContentError) -> Size {
        let text = try string()
        guard let size = Size(text: text) else {
            throw error(.unknownValue(text, expected: "HEIGHTxWIDTH in pixels, such as 256x512", suggestion: nil))
        }
        return size
    }
}
