import Experiments
import StudentSpace

extension ErrorMessage {
    init(_ error: BudgetError) {
        switch error {
        case .notANumber(let text):
            self.init(
                .usage, at: "--budget", "'\(text)' is no budget",
                remedy: "give a number and its unit, such as 2GFLOPs, 1GMACs or 45%")
        case .missingUnit(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' has no unit",
                remedy: "say what it counts: \(suggestion), or 45% of the teacher")
        case .unknownUnit(let text, let unit, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(unit)' in '\(text)' is no unit of cost (FLOPs, MACs, with k, M, G or T; %)",
                remedy: "did you mean \(suggestion)?")
        case .negative(let text, let suggestion):
            self.init(.usage, at: "--budget", "'\(text)' is negative", remedy: "did you mean \(suggestion)?")
        case .zero(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' is less than one MAC", remedy: "give more, such as \(suggestion)")
        case .tooLarge(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' is more than any network costs",
                remedy: "give less, such as \(suggestion)")
        }
    }

    init(_ error: InfeasibleBudget) {
        let profile = error.profile
        let limit = profile.limit
        let scope =
            limit.scope == .deltaFrame ? "a delta frame" : "a frame, amortised over T = \(limit.keyframeInterval),"
        var help = ["a budget of \(profile.minimumInScope)MACs or more"]
        if let interval = profile.feasibleInterval { help.append("--keyframe-interval \(interval)") }
        if profile.minimumMACs > 0, !profile.dearestSites.isEmpty {
            help.append("cheaper candidates at \(listed(profile.dearestSites.prefix(3).map(\.site), "and"))")
        }
        if help.count == 1, limit.scope == .amortised { help.append("a longer --keyframe-interval") }
        self.init(
            .infeasible, at: "--budget",
            "\(limit.budget.text) cannot be met: \(scope) costs at least \(Cost(macs: profile.minimumInScope)), and the budget is \(Cost(macs: limit.macs))",
            remedy: "what would help: \(help.joined(separator: "; or "))")
    }

    init(_ error: KnapsackError) {
        switch error {
        case .noOptions(let group):
            self.init(.internal, "nothing to choose from at site \(group)", remedy: Self.report)
        case .negativeCost(let group, let option):
            self.init(.internal, "candidate \(option) of site \(group) costs less than nothing", remedy: Self.report)
        case .damageNotFinite(let group, let option):
            self.init(
                .mismatch, "the damage of candidate \(option) at site \(group) is no finite number",
                remedy: "check that teacher and frames belong together")
        case .infeasible(let limit, let minimum):
            self.init(
                .infeasible, at: "--budget",
                "a delta frame costs at least \(Cost(macs: minimum)), and may cost \(Cost(macs: max(0, limit)))",
                remedy: "what would help: a budget of \(Cost(macs: minimum)) or more for a delta frame")
        }
    }

    init(_ error: SpaceError) {
        switch error {
        case .unmatchedSites(let file, let sites):
            self.init(
                .usage, at: file, "no entry of \"sites\" matches \(sample(Array(sites.prefix(3)), of: sites.count))",
                remedy: "end the list with an entry that matches \"*\"")
        case .patternMatchesNothing(let file, let position, let pattern, let suggestion):
            self.init(
                .usage, at: "\(file):\(position)", "the pattern \"\(pattern)\" matches no site",
                remedy: didYouMean(suggestion)
                    ?? "see the names of the sites with: \(RunOrigin.command) profile --space \(file)")
        case .shadowedEntry(let file, let position, let patterns, let earlier):
            self.init(
                .usage, at: "\(file):\(position)",
                "the entry for \(patterns.map { "\"\($0)\"" }.joined(separator: ", ")) decides nothing: the one at \(earlier) comes first",
                remedy: "put it before that one, or remove it")
        case .noCandidates(let file, let position, let site, let dropped):
            let reasons = dropped.prefix(3).map { "\($0.candidate): \($0.misfit.text)" }
            self.init(
                .usage, at: "\(file):\(position)",
                "no candidate is left for site \(site) (\(sample(Array(reasons), of: dropped.count)))",
                remedy: "add \"teacher\" to the entry")
        }
    }

    init(_ error: AssemblyError) {
        switch error {
        case .unknownSite(let site):
            self.init(
                .mismatch, "the student has a site \(site) that the teacher does not have",
                remedy: "use the teacher that it was derived from")
        case .missingChoice(let site):
            self.init(
                .mismatch, "the student says nothing of the teacher's site \(site)",
                remedy: "use the teacher that it was derived from")
        case .misfit(let site, let candidate, let misfit):
            self.init(
                .mismatch, "\(candidate) does not fit site \(site): \(misfit.text)",
                remedy: "use the teacher and the input size that it was derived for")
        }
    }
}

extension Misfit {
    /// Why a candidate dropped out, in a few words.
    var text: String {
        switch self {
        case .grouped(let groups): "the convolution has \(groups) groups"
        case .rankOutOfRange(let rank, let limit): "rank \(rank) is not below \(limit), the full rank"
        case .channelsDiffer(let input, let output): "\(input) channels in, \(output) out"
        case .noCentreTap(let kernel, _): "the \(kernel) kernel has no centre tap"
        case .isTeacher: "the same as teacher at a 1x1 kernel"
        case .costsNoLess(let macs, let teacherMACs): "\(macs) MACs are no less than the teacher's \(teacherMACs)"
        case .sameAs(let candidate): "the same as \(candidate) here"
        }
    }
}
