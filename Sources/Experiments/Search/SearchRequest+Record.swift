import DeltaSearch
import ExperimentStore
import Networks
import StudentSpace
import VideoData

/// Requests to and from the database: an experiment's row holds all that a search was asked.
extension SearchRequest {
    /// What is not a column of its own, as a JSON object.
    private func settingsJSON(folder: String) -> String {
        let configuration = configuration
        var members: [(String, JSONValue)] = [
            ("folder", .string(folder)),
            ("search_steps", .integer(configuration.searchSteps)),
            ("settle_steps", .integer(configuration.settleSteps)),
            ("pairs", .integer(configuration.pairs)),
            ("learning_rate", .double(configuration.learningRate)),
            ("logit_learning_rate", .double(configuration.logitLearningRate)),
            ("alpha", .double(configuration.alpha)),
            ("temperature_first", .double(configuration.temperature.upperBound)),
            ("temperature_last", .double(configuration.temperature.lowerBound)),
        ]
        if let steps = configuration.distillationSteps { members.append(("distillation_steps", .integer(steps))) }
        if let beta = configuration.beta { members.append(("beta", .double(beta))) }
        if configuration.fillsBudget { members.append(("fills_budget", .bool(true))) }
        if configuration.measuresDamages { members.append(("measures_damages", .bool(true))) }
        if strategy == .random { members.append(("draws", .integer(configuration.draws))) }
        if let frames = resolved.frames { members.append(("frames", .string("\(frames)"))) }
        // What a search has decided by stays what it was, whatever is measured later.
        if let latency = resolved.space.latency { members.append(("latency", latency.json)) }
        return JSONValue.object(members).text()
    }

    /// - Parameter folder: where the experiment's files lie, by its name among the database's.
    func searchSettings(folder: String) -> SearchSettings {
        SearchSettings(
            inputHeight: resolved.input.height, inputWidth: resolved.input.width,
            keyframeInterval: resolved.keyframeInterval, teacherMacs: resolved.teacherMACs,
            budget: StoredBudget(limit), timeBudget: StoredTimeBudget(limit),
            budgetScope: limit.scope == .amortised ? .amortised : .deltaFrame, strategy: strategy.rawValue,
            steps: steps, seed: configuration.seed, settingsJson: settingsJSON(folder: folder))
    }

    /// Where an experiment's files lie; nil where it does not say.
    static func folder(of record: ExperimentRecord) throws -> String? {
        let name = try stored(record).optional("folder")?.word()
        guard name.map({ !$0.contains("/") && PathInFolder($0) != nil }) ?? true else {
            throw SearchJobError.unreadableSettings(experiment: record.name, detail: "folder")
        }
        return name
    }

    private static func stored(_ record: ExperimentRecord) throws -> JSONObjectReader {
        let file = "settings of \(record.name)"
        let value = try JSONParser.parse(Array(record.settings.settingsJson.utf8), file: file)
        return try JSONReader(value, file: file).object(keys: [
            "folder", "search_steps", "settle_steps", "pairs", "learning_rate", "logit_learning_rate", "alpha",
            "temperature_first", "temperature_last", "distillation_steps", "beta", "fills_budget", "draws",
            "measures_damages", "frames", "latency",
        ])
    }

    /// The request that an experiment was made with.
    ///
    /// - Throws: ``SearchJobError/unreadableSettings(experiment:detail:)`` and what reading a space throws.
    init(_ record: ExperimentRecord) throws {
        func fail(_ detail: String) -> SearchJobError {
            .unreadableSettings(experiment: record.name, detail: detail)
        }
        let settings = record.settings
        let path = record.provenance.spacePath
        let file = try SpaceFile(
            JSONParser.parse(Array(record.provenance.spaceJson.utf8), file: path), file: path)
        let reader = try Self.stored(record)
        let counts = 0...1_000_000_000
        var configuration = SearchConfiguration(seed: settings.seed)
        configuration.searchSteps = try reader.required("search_steps").integer(in: counts)
        configuration.settleSteps = try reader.required("settle_steps").integer(in: counts)
        configuration.pairs = try reader.required("pairs").integer(in: counts)
        configuration.learningRate = try reader.required("learning_rate").double()
        configuration.logitLearningRate = try reader.required("logit_learning_rate").double()
        configuration.alpha = try reader.required("alpha").double()
        let first = try reader.required("temperature_first").double()
        let last = try reader.required("temperature_last").double()
        guard last <= first else { throw fail("temperature") }
        configuration.temperature = last...first
        configuration.distillationSteps = try reader.optional("distillation_steps")?.integer(in: counts)
        configuration.beta = try reader.optional("beta")?.double()
        configuration.fillsBudget = try reader.optional("fills_budget")?.bool() ?? false
        configuration.measuresDamages = try reader.optional("measures_damages")?.bool() ?? false
        configuration.draws = try reader.optional("draws")?.integer(in: counts) ?? configuration.draws
        let frames = try reader.optional("frames").map { try FrameRange(parsing: $0.string()) }
        var resolved = try ResolvedSpace(
            file, text: record.provenance.spaceJson,
            overrides: SpaceOverrides(
                teacher: record.provenance.teacherPath, data: record.provenance.dataText, frames: frames,
                input: Size(height: settings.inputHeight, width: settings.inputWidth),
                keyframeInterval: settings.keyframeInterval))
        guard let strategy = SearchStrategy(rawValue: settings.strategy) else { throw fail("strategy") }
        if let latency = reader.optional("latency") { resolved = try resolved.timed(by: LatencyTable(latency)) }
        let texts = [settings.budget?.text, settings.timeBudget?.text].compactMap { $0 }
        guard !texts.isEmpty else { throw fail("budget") }
        let budgets = try Budgets(texts.map { try Budget(parsing: $0) })
        guard budgets.time == nil || resolved.space.latency != nil else { throw fail("latency") }
        try self.init(
            resolved, budgets: budgets,
            scope: settings.budgetScope == .amortised ? .amortised : .deltaFrame, strategy: strategy,
            configuration: configuration)
    }
}

extension StoredBudget {
    /// Nil without a budget of compute.
    init?(_ limit: BudgetLimit) {
        guard let compute = limit.compute else { return nil }
        self.init(text: compute.budget.text, limitMacs: compute.frame)
    }
}

extension StoredTimeBudget {
    /// Nil without a budget of time.
    init?(_ limit: BudgetLimit) {
        guard let time = limit.time else { return nil }
        self.init(text: time.budget.text, limitNanoseconds: time.frame)
    }
}
