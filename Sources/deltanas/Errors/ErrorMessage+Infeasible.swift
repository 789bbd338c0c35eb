import StudentSpace

extension ErrorMessage {
    /// Which of the budgets cannot be kept, by how much, and what would help.
    init(_ error: InfeasibleBudget) {
        let profile = error.profile
        let limit = profile.limit
        let scope =
            limit.scope == .deltaFrame ? "a delta frame" : "a frame, amortised over T = \(limit.keyframeInterval),"
        var causes: [String] = []
        var help: [String] = []
        let conflict = profile.conflict
        if let compute = limit.compute, conflict == .compute || conflict == .both {
            causes.append(
                "\(compute.budget.text) cannot be met: \(scope) costs at least \(Cost(macs: profile.minimumInScope)), and the budget is \(Cost(macs: compute.frame))"
            )
            help += Self.help(profile)
        }
        if let time = limit.time, let minimum = profile.minimumNanoseconds, conflict == .time || conflict == .both {
            let least = profile.nanosecondsInScope(deltaFrame: minimum)
            causes.append(
                "\(time.budget.text) cannot be met: \(scope) takes at least \(Quantity.time(least)), and the budget is \(Quantity.time(time.frame))"
            )
            help.append("a budget of \(Quantity.microseconds(least)) or more")
            if !profile.slowestSites.isEmpty {
                help.append("faster candidates at \(listed(profile.slowestSites.prefix(3).map(\.site), "and"))")
            }
        }
        if let time = limit.time, let compute = limit.compute, conflict == .together,
            let minimum = profile.minimumNanosecondsWithinCompute
        {
            let least = profile.nanosecondsInScope(deltaFrame: minimum)
            causes.append(
                "\(compute.budget.text) and \(time.budget.text) can each be met, but not both at once: within \(compute.budget.text) \(scope) takes at least \(Quantity.time(least)), and the budget is \(Quantity.time(time.frame))"
            )
            help.append("a budget of \(Quantity.microseconds(least)) or more")
            help.append("more than \(compute.budget.text)")
        }
        self.init(
            .infeasible, at: "--budget", causes.joined(separator: "; "),
            remedy: "what would help: \(help.joined(separator: "; or "))")
    }

    /// What would help against a budget of compute that is too small.
    private static func help(_ profile: SpaceProfile) -> [String] {
        var help = ["a budget of \(profile.minimumInScope)MACs or more"]
        if let interval = profile.feasibleInterval { help.append("--keyframe-interval \(interval)") }
        if profile.minimumMACs > 0, !profile.dearestSites.isEmpty {
            help.append("cheaper candidates at \(listed(profile.dearestSites.prefix(3).map(\.site), "and"))")
        }
        if help.count == 1, profile.limit.scope == .amortised { help.append("a longer --keyframe-interval") }
        return help
    }
}
