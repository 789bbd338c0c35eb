import Experiments
import StudentSpace

extension ErrorMessage {
    init(_ error: BudgetError) {
        switch error {
        case .notANumber(let text):
            self.init(
                .usage, at: "--budget", "'\(text)' is no budget",
                remedy: "give a number and its unit, such as 2GFLOPs, 1GMACs, 45% or 7ms")
        case .missingUnit(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' has no unit",
                remedy: "say what it counts: \(suggestion), or 45% of the teacher")
        case .unknownUnit(let text, let unit, let suggestion):
            self.init(
                .usage, at: "--budget",
                "'\(unit)' in '\(text)' is no unit of cost (FLOPs, MACs, with k, M, G or T; %) or time (s, ms, us; %latency)",
                remedy: "did you mean \(suggestion)?")
        case .decimalComma(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' has a comma in its number", remedy: "did you mean \(suggestion)?")
        case .several(let text, let budgets):
            self.init(
                .usage, at: "--budget", "'\(text)' is \(counted(budgets.count, "budget"))",
                remedy: "give one of compute, one of time, or both: "
                    + "--budget 2GFLOPs --budget 7ms; derive takes several of a kind")
        case .negative(let text, let suggestion):
            self.init(.usage, at: "--budget", "'\(text)' is negative", remedy: "did you mean \(suggestion)?")
        case .zero(let text, let suggestion):
            let least = (try? Budget(parsing: suggestion))?.resource == .time ? "nanosecond" : "MAC"
            self.init(
                .usage, at: "--budget", "'\(text)' is less than one \(least)",
                remedy: "give more, such as \(suggestion)")
        case .tooLarge(let text, let suggestion):
            self.init(
                .usage, at: "--budget", "'\(text)' is more than any network costs",
                remedy: "give less, such as \(suggestion)")
        case .repeated(let resource, let first, let second):
            self.init(
                .usage, at: "--budget", "\(first) and \(second) are both budgets of \(resource.rawValue)",
                remedy: "give one of compute, one of time (7ms), or one of each")
        }
    }

    init(_ error: KnapsackError) {
        switch error {
        case .noOptions(let group):
            self.init(.internal, "nothing to choose from in decision \(group)", remedy: Self.report)
        case .negativeCost(let group, let option):
            self.init(.internal, "option \(option) of decision \(group) costs less than nothing", remedy: Self.report)
        case .damageNotFinite(let group, let option):
            self.init(
                .mismatch, "the damage of option \(option) of decision \(group) is no finite number",
                remedy: "check that teacher and frames belong together")
        case .infeasibleTime(let limit, let minimum):
            self.init(
                .infeasible, at: "--budget",
                "the candidates of a delta frame take at least \(Quantity.time(minimum)), and may take \(Quantity.time(max(0, limit)))",
                remedy: "what would help: a larger budget of time")
        case .infeasibleTogether(let limits, let minimum):
            self.init(
                .infeasible, at: "--budget",
                "each budget can be kept, but not both: within \(Cost(macs: limits.cost)) the candidates of a delta frame take at least \(Quantity.time(minimum)), and may take \(Quantity.time(max(0, limits.time ?? 0)))",
                remedy: "what would help: a larger budget of either kind")
        case .infeasible(let limit, let minimum):
            self.init(
                .infeasible, at: "--budget",
                "a delta frame costs at least \(Cost(macs: minimum)), and may cost \(Cost(macs: max(0, limit)))",
                remedy: "what would help: a budget of \(Cost(macs: minimum)) or more for a delta frame")
        }
    }

    init(_ error: LatencyError) {
        switch error {
        case .missing(let site, let candidate):
            self.init(
                .mismatch, "the table of latencies has no time of \(candidate) at site \(site)",
                remedy: "measure again with: \(RunOrigin.command) latency --refresh")
        case .impossible(let nanoseconds):
            self.init(
                .mismatch, "the table of latencies has a time of \(nanoseconds) ns",
                remedy: "measure again with: \(RunOrigin.command) latency --refresh")
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
        case .repeatedLabel(let file, let position, let label, let earlier):
            self.init(
                .usage, at: "\(file):\(position)", "the label \"\(label)\" occurs twice: first at \(earlier)",
                remedy: "make one entry of the two: \"match\" takes a list of patterns")
        case .loneSite(let file, let position, let label, let site):
            self.init(
                .usage, at: "\(file):\(position)", "the label \"\(label)\" has no site but \(site)",
                remedy: "have it match another, or remove the entry: a site decides by itself anyway")
        case .unlikeSites(let file, let position, let label, let difference):
            self.init(
                .usage, at: "\(file):\(position)",
                "sites of the label \"\(label)\" have not the same candidates: "
                    + "\(difference.template) is one at \(difference.site), and none at \(difference.other) "
                    + "(\(difference.absence.text))",
                remedy: "take one of the two sites out of \"match\", or give them an entry of \"sites\" "
                    + "whose candidates fit both")
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

extension SpaceError.Unlikeness.Absence {
    fileprivate var text: String {
        switch self {
        case .unnamed(let position): "the entry at \(position) does not name it"
        case .dropped(let misfit): misfit.text
        case .repeated: "another comes to the same there"
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
