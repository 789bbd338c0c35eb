public import StudentSpace
import VideoData

extension ResolvedSpace {
    /// The space with times, where a budget of time asks for them: looked up, or measured as a phase of its own.
    ///
    /// A budget of compute that cannot be kept is found before anything is measured.
    ///
    /// - Parameters:
    ///   - threads: that one frame uses.
    ///   - command: what starts the same again, for whoever stops it.
    /// - Throws: ``InfeasibleBudget``; ``SettingError/noTeacher(space:)``; ``Interrupted``; what reading weights and
    ///   measuring throws.
    public func timed(
        for budgets: Budgets, scope: BudgetScope, threads: Int, from source: any LatencySource, _ meter: ProgressMeter,
        _ interruption: Interruption, command: String
    ) throws -> ResolvedSpace {
        guard budgets.time != nil else { return self }
        if let compute = budgets.compute {
            try space.profile(limit(Budgets(compute), scope: scope)).requireFeasible()
        }
        // Measuring takes minutes: weights that are not there are found before.
        _ = try SHA256.hex(ofFile: requiredWeightsPath())
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
        do {
            return try timed(by: source.table(for: LatencySubject(resolved: self, threads: threads), watch.observer))
        } catch {
            meter.abandon()
            throw error
        }
    }

    /// The space with times where they are known; nil where any has yet to be measured.
    ///
    /// - Throws: what reading the table throws.
    public func knownTimes(threads: Int, from source: any LatencySource) throws -> ResolvedSpace? {
        try source.knownTable(for: LatencySubject(resolved: self, threads: threads)).map { try timed(by: $0) }
    }
}

extension LatencySubject {
    /// What a timed space was timed for; nil for one without times.
    init?(_ resolved: ResolvedSpace) {
        guard let latency = resolved.space.latency else { return nil }
        self.init(resolved: resolved, threads: latency.threads)
    }
}
