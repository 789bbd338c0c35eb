import Networks

extension StudentSpec {
    /// The spec as a JSON value, its keys in a fixed order.
    public var json: JSONValue {
        // Without times a spec is what it was before there were any.
        let times = latency.map { [("latency", $0.json)] } ?? []
        return .object(
            [
                ("format", .string(Self.format)),
                ("createdBy", .string(createdBy)),
                ("provenance", provenance.json),
                ("teacher", teacher.json),
                ("input", .string("\(input)")),
                ("keyframeInterval", .integer(keyframeInterval)),
                ("budget", budget?.json ?? .null),
                ("use", use.json),
            ] + times + [
                ("weights", weights.json),
                ("sites", .array(sites.map(\.json))),
            ])
    }

    /// Writes the spec to a file, whole or not at all.
    public func write(to path: String) throws(DocumentFileError) {
        try DocumentFile.replace(path, with: Array(json.text().utf8))
    }
}

extension StudentSpec.Provenance {
    fileprivate var json: JSONValue {
        .object(
            [
                ("experiment", .string(experiment)),
                ("strategy", .string(strategy)),
                // As text: seeds have 64 bits, and readers in other languages have 53 for a number.
                ("seed", .string(String(seed))),
                ("space", space.json),
                ("data", data.json),
            ] + (finetuning.map { [("finetuning", $0.json)] } ?? []))
    }
}

extension StudentSpec.Finetuning {
    fileprivate var json: JSONValue {
        .object([
            ("student", .string(student.description)),
            ("data", data.json),
            ("steps", .integer(steps)),
            ("seed", .string(String(seed))),
            ("labels", .bool(usesLabels)),
        ])
    }
}

extension StudentSpec.Source {
    fileprivate var json: JSONValue {
        .object([("name", .string(name)), ("sha256", .string(sha256.description))])
    }
}

extension StudentSpec.Teacher {
    fileprivate var json: JSONValue {
        .object(
            [
                ("architecture", .string(architecture)), ("classes", .integer(classes)), ("weights", weights.json),
            ] + (original.map { [("original", $0.json)] } ?? []) + (model.map { [("model", $0.json)] } ?? []))
    }
}

extension StudentSpec.Model {
    fileprivate var json: JSONValue {
        .object(
            file.members + (JSONValue.outputs(outputs).map { [("output", $0)] } ?? [])
                + (normalization.map { [("normalization", $0.json)] } ?? [])
                + (JSONValue.predicts(predicts).map { [("predicts", $0)] } ?? []))
    }
}

extension StudentSpec.FileReference {
    fileprivate var json: JSONValue { .object(members) }

    fileprivate var members: [(String, JSONValue)] {
        [("file", .string(file.description)), ("sha256", .string(sha256.description))]
    }
}

extension StudentSpec.BudgetRecord {
    fileprivate var json: JSONValue {
        .object([
            ("requested", .string(requested)),
            ("scope", .string(scope.rawValue)),
            ("limitMACs", .integer(limitMACs)),
            ("deltaFrameLimitMACs", .integer(deltaFrameLimitMACs)),
        ])
    }
}

extension StudentSpec.Use {
    fileprivate var json: JSONValue {
        .object([
            ("deltaFrameMACs", .integer(deltaFrameMACs)),
            ("deltaFrameFLOPs", .integer(2 * deltaFrameMACs)),
            ("amortisedMACs", .integer(amortisedMACs)),
            ("amortisedFLOPs", .integer(2 * amortisedMACs)),
            ("teacherMACs", .integer(teacherMACs)),
            ("teacherFLOPs", .integer(2 * teacherMACs)),
        ])
    }
}

extension StudentSpec.LatencyRecord {
    fileprivate var json: JSONValue {
        .object([
            ("device", .string(device)),
            ("threads", .integer(threads)),
            ("input", .string("\(input)")),
            ("teacherNanoseconds", .integer(teacherNanoseconds)),
            ("restNanoseconds", .integer(restNanoseconds)),
            ("predictedNanoseconds", .integer(predictedNanoseconds)),
            ("measuredNanoseconds", measuredNanoseconds.map(JSONValue.integer) ?? .null),
            ("measuredTeacherNanoseconds", measuredTeacherNanoseconds.map(JSONValue.integer) ?? .null),
            ("budget", budget?.json ?? .null),
        ])
    }
}

extension StudentSpec.LatencyRecord.BudgetRecord {
    fileprivate var json: JSONValue {
        .object([
            ("requested", .string(requested)),
            ("scope", .string(scope.rawValue)),
            ("limitNanoseconds", .integer(limitNanoseconds)),
            ("deltaFrameLimitNanoseconds", .integer(deltaFrameLimitNanoseconds)),
        ])
    }
}

extension SiteRecord {
    fileprivate var json: JSONValue {
        .object(
            [
                ("name", .string(name)),
                ("candidate", .string(candidate.kind.rawValue)),
                ("rank", candidate.rank.map(JSONValue.integer) ?? .null),
                ("macs", .integer(macs)),
                ("teacherMACs", .integer(teacherMACs)),
                ("damage", damage.map(JSONValue.double) ?? .null),
                ("geometry", geometry.json),
            ] + (nanoseconds.map { [("nanoseconds", .integer($0))] } ?? []))
    }
}

extension ConvolutionGeometry {
    fileprivate var json: JSONValue {
        .object([
            ("inputChannels", .integer(inputChannels)),
            ("outputChannels", .integer(outputChannels)),
            ("inputSize", .string("\(inputSize)")),
            ("kernel", .string("\(kernel)")),
            ("stride", .string("\(stride)")),
            // Top, left, bottom, right.
            (
                "padding",
                .array([padding.top, padding.left, padding.bottom, padding.right].map { JSONValue.integer($0) })
            ),
            ("dilation", .string("\(dilation)")),
            ("groups", .integer(groups)),
        ])
    }
}
