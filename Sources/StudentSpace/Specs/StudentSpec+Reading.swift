import Networks

extension StudentSpec {
    /// Reads a spec. What it says is not yet believed: ``SpecVerifier`` counts it again.
    ///
    /// - Throws: ``DocumentFileError``, ``JSONSyntaxError`` or ``JSONContentError``.
    public static func read(_ path: String) throws -> StudentSpec {
        try StudentSpec(JSONParser.parse(DocumentFile.contents(of: path), file: path), file: path)
    }

    /// The spec that a JSON value describes.
    public init(_ value: JSONValue, file: String) throws(JSONContentError) {
        let root = JSONReader(value, file: file)
        try root.requireFormat(Self.format)
        let object = try root.object(
            keys: [
                "format", "createdBy", "provenance", "teacher", "input", "keyframeInterval", "budget", "use",
                "latency", "weights", "sites",
            ])
        let budget = try object.required("budget")
        let latency = object.optional("latency")
        self.init(
            createdBy: try object.required("createdBy").word(),
            provenance: try Provenance(object.required("provenance")),
            teacher: try Teacher(object.required("teacher")),
            input: try object.required("input").size(),
            keyframeInterval: try object.required("keyframeInterval").integer(in: SpaceFile.keyframeIntervals),
            // Only time may be limited; something is.
            budget: budget.isNull && latency != nil ? nil : try BudgetRecord(budget),
            use: try Use(object.required("use")),
            latency: try latency.map { (reader) throws(JSONContentError) in try StudentSpec.LatencyRecord(reader) },
            weights: try FileReference(object.required("weights")),
            sites: [])
        var names: Set<String> = []
        for entry in try object.required("sites").elements() {
            let record = try SiteRecord(entry, isTimed: self.latency != nil)
            guard names.insert(record.name).inserted else {
                throw entry.error(
                    .unknownValue(record.name, expected: "a site that has no entry yet", suggestion: nil))
            }
            sites.append(record)
        }
    }
}

extension StudentSpec.Provenance {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["experiment", "strategy", "seed", "space", "data", "finetuning"])
        self.init(
            experiment: try object.required("experiment").string(), strategy: try object.required("strategy").word(),
            seed: try object.required("seed").seed(), space: try StudentSpec.Source(object.required("space")),
            data: try StudentSpec.Source(object.required("data")),
            finetuning: try object.optional("finetuning").map { (reader) throws(JSONContentError) in
                try StudentSpec.Finetuning(reader)
            })
    }
}

extension StudentSpec.Finetuning {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["student", "data", "steps", "seed", "labels"])
        self.init(
            student: try object.required("student").digest(), data: try StudentSpec.Source(object.required("data")),
            steps: try object.required("steps").integer(in: 0...Int.max / 4),
            seed: try object.required("seed").seed(), usesLabels: try object.required("labels").bool())
    }
}

extension StudentSpec.Source {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["name", "sha256"])
        self.init(name: try object.required("name").string(), sha256: try object.required("sha256").digest())
    }
}

extension StudentSpec.Teacher {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["architecture", "classes", "weights", "original", "model"])
        self.init(
            architecture: try object.required("architecture").word(),
            classes: try object.required("classes").integer(in: 1...65536),
            weights: try StudentSpec.FileReference(object.required("weights")),
            original: try object.optional("original").map { (reader) throws(JSONContentError) in
                try StudentSpec.FileReference(reader)
            },
            model: try object.optional("model").map { (reader) throws(JSONContentError) in
                try StudentSpec.Model(reader)
            })
    }
}

extension StudentSpec.Model {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["file", "sha256", "output", "normalization", "predicts"])
        self.init(
            file: try StudentSpec.FileReference(object), outputs: try object.optional("output")?.outputs() ?? [],
            normalization: try object.optional("normalization").map { (reader) throws(JSONContentError) in
                try FrameNormalization(reader)
            },
            predicts: try object.optional("predicts")?.choice(OutputKind.self) ?? .classes)
    }
}

extension StudentSpec.FileReference {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        try self.init(reader.object(keys: ["file", "sha256"]))
    }

    fileprivate init(_ object: JSONObjectReader) throws(JSONContentError) {
        let file = try object.required("file")
        let text = try file.string()
        guard let path = PathInFolder(text) else {
            throw file.error(.unknownValue(text, expected: "a path within the spec's own folder", suggestion: nil))
        }
        self.init(file: path, sha256: try object.required("sha256").digest())
    }
}

extension StudentSpec.BudgetRecord {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["requested", "scope", "limitMACs", "deltaFrameLimitMACs"])
        self.init(
            requested: try object.required("requested").word(),
            scope: try object.required("scope").choice(BudgetScope.self),
            limitMACs: try object.required("limitMACs").integer(in: 0...Budget.largestMACs),
            deltaFrameLimitMACs: try object.required("deltaFrameLimitMACs").integer(in: 0...2 * Budget.largestMACs))
    }
}

extension StudentSpec.Use {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let names = ["deltaFrame", "amortised", "teacher"]
        let object = try reader.object(keys: names.flatMap { ["\($0)MACs", "\($0)FLOPs"] })
        var counts: [Int] = []
        for name in names {
            let macs = try object.required("\(name)MACs").integer(in: 0...Budget.largestMACs)
            let flops = try object.required("\(name)FLOPs")
            guard try flops.integer(in: 0...2 * Budget.largestMACs) == 2 * macs else {
                throw flops.error(
                    .outOfRange(
                        found: String(try flops.integer(in: 0...2 * Budget.largestMACs)),
                        expected: "twice \(name)MACs, \(2 * macs)"))
            }
            counts.append(macs)
        }
        self.init(deltaFrameMACs: counts[0], amortisedMACs: counts[1], teacherMACs: counts[2])
    }
}

extension StudentSpec.LatencyRecord {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(
            keys: [
                "device", "threads", "input", "teacherNanoseconds", "restNanoseconds", "predictedNanoseconds",
                "measuredNanoseconds", "measuredTeacherNanoseconds", "budget",
            ])
        func time(_ key: String) throws(JSONContentError) -> Int {
            try object.required(key).integer(in: 0...Budget.largestNanoseconds)
        }
        func measured(_ key: String) throws(JSONContentError) -> Int? {
            try object.required(key).isNull ? nil : time(key)
        }
        let budget = try object.required("budget")
        self.init(
            device: try object.required("device").word(),
            threads: try object.required("threads").integer(in: 1...65536),
            input: try object.required("input").size(), teacherNanoseconds: try time("teacherNanoseconds"),
            restNanoseconds: try time("restNanoseconds"),
            predictedNanoseconds: try object.required("predictedNanoseconds").integer(in: 0...Int.max / 4),
            measuredNanoseconds: try measured("measuredNanoseconds"),
            measuredTeacherNanoseconds: try measured("measuredTeacherNanoseconds"),
            budget: budget.isNull ? nil : try BudgetRecord(budget))
    }
}

extension StudentSpec.LatencyRecord.BudgetRecord {
    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(
            keys: ["requested", "scope", "limitNanoseconds", "deltaFrameLimitNanoseconds"])
        self.init(
            requested: try object.required("requested").word(),
            scope: try object.required("scope").choice(BudgetScope.self),
            limitNanoseconds: try object.required("limitNanoseconds").integer(in: 0...Budget.largestMACs),
            deltaFrameLimitNanoseconds: try object.required("deltaFrameLimitNanoseconds")
                .integer(in: 0...2 * Budget.largestMACs))
    }
}

extension SiteRecord {
    fileprivate init(_ reader: JSONReader, isTimed: Bool) throws(JSONContentError) {
        let object = try reader.object(
            keys: ["name", "candidate", "rank", "macs", "teacherMACs", "damage", "geometry"]
                + (isTimed ? ["nanoseconds"] : []))
        let kind = try object.required("candidate").choice(Candidate.Kind.self)
        let rank = try object.required("rank")
        let number = rank.isNull ? nil : try rank.integer(in: 1...RankExpression.largest)
        guard let candidate = Candidate(kind: kind, rank: number) else {
            throw rank.error(
                .wrongType(expected: kind.takesRank ? "a rank" : "null for \(kind.rawValue)", found: rank.value.kind))
        }
        let damage = try object.required("damage")
        self.init(
            name: try object.required("name").word(), candidate: candidate,
            macs: try object.required("macs").integer(in: 0...Budget.largestMACs),
            teacherMACs: try object.required("teacherMACs").integer(in: 0...Budget.largestMACs),
            geometry: try ConvolutionGeometry(object.required("geometry")),
            damage: damage.isNull ? nil : try damage.double(),
            nanoseconds: isTimed
                ? try object.required("nanoseconds").integer(in: 0...Budget.largestNanoseconds) : nil)
    }
}

extension ConvolutionGeometry {
    /// Extents and channels up to here: their products stay within an `Int`.
    private static let largest = 65536

    fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(
            keys: [
                "inputChannels", "outputChannels", "inputSize", "kernel", "stride", "padding", "dilation", "groups",
            ])
        let padding = try object.required("padding")
        let sides = try padding.elements().map { (side) throws(JSONContentError) in
            try side.integer(in: 0...Self.largest)
        }
        guard sides.count == 4 else {
            throw padding.error(
                .outOfRange(found: "\(sides.count) numbers", expected: "top, left, bottom and right padding"))
        }
        self.init(
            inputChannels: try object.required("inputChannels").integer(in: 1...Self.largest),
            outputChannels: try object.required("outputChannels").integer(in: 1...Self.largest),
            inputSize: try object.required("inputSize").size(), kernel: try object.required("kernel").size(),
            stride: try object.required("stride").size(),
            padding: Padding(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3]),
            dilation: try object.required("dilation").size(),
            groups: try object.required("groups").integer(in: 1...Self.largest))
    }
}

extension JSONReader {
    fileprivate func seed() throws(JSONContentError) -> UInt64 {
        guard let number = UInt64(try string()) else {
            throw error(
                .unknownValue(try string(), expected: "a seed of up to 64 bits, as text", suggestion: nil))
        }
        return number
    }

    fileprivate func digest() throws(JSONContentError) -> SHA256Text {
        let text = try string()
        guard let digest = SHA256Text(text) else {
            throw error(.unknownValue(text, expected: "64 hexadecimal digits", suggestion: nil))
        }
        return digest
    }
}
