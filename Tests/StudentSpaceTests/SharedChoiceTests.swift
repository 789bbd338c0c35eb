import Networks
import RandomStreams
import StudentSpace
import Testing

/// Sites that share a decision.
@Suite struct SharedChoiceTests {
    /// Candidates whose order of cost is another one at 16 channels than at 64.
    static let candidates = #"["zero", "pointwise", "lowrank:4", "lowrank:C/8", "teacher"]"#

    static func file(
        shared: String?, sites: String = #"[{"match": "*", "candidates": \#(SharedChoiceTests.candidates)}]"#
    ) throws -> SpaceFile {
        let text = """
            {"format": "deltanas.space/1", "name": "n", "teacher": {"architecture": "a", "classes": 2},
             "input": "16x24", "keyframeInterval": 4, "data": "d",
             "sites": \(sites)\(shared.map { ",\n \"shared\": \($0)" } ?? "")}
            """
        return try SpaceFile(JSONParser.parse(text, file: "s.json"), file: "s.json")
    }

    static func sites() throws -> [Site] {
        [try site("narrow", 16, 16), try site("own", 16, 16), try site("wide", 64, 64), try site("last", 64, 64)]
    }

    /// `narrow` and `wide` decide together, the others by themselves.
    static func space(times: Bool = false) throws -> SearchSpace {
        let space = try file(shared: #"[{"label": "both", "match": ["narrow", "w*"]}]"#).resolve(sites())
        guard times else { return space }
        var random = RandomStream(seed: 3, stream: "times")
        let table = space.choices.map { choice in
            (
                choice.site.name,
                Dictionary(
                    uniqueKeysWithValues: choice.candidates.map { candidate in
                        ("\(candidate)", candidate == .zero ? 0 : 100 + random.integer(below: 900))
                    })
            )
        }
        return try space.timed(
            by: LatencyTable(
                device: "a machine", threads: 1, input: Size(height: 16, width: 24), teacherNanoseconds: 4000,
                restNanoseconds: 500, sites: Dictionary(uniqueKeysWithValues: table)))
    }

    /// Every network of a space, by options.
    static func networks(_ space: SearchSpace) -> [[Int]] {
        space.decisions.all.reduce([[]]) { networks, decision in
            networks.flatMap { network in decision.options.indices.map { network + [$0] } }
        }
    }

    @Test func readsWhatIsWritten() throws {
        let shared = #"[{"label": "x", "match": "narrow"}, {"label": "y", "match": ["own", "w*"]}]"#
        let file = try Self.file(shared: shared)
        #expect(file.shared.map(\.label) == ["x", "y"])
        #expect(file.shared.map { $0.patterns.map(\.glob.pattern) } == [["narrow"], ["own", "w*"]])
        #expect(file.shared[0].position.line == 4)
        let again = try SpaceFile(JSONParser.parse(file.json.text(), file: "s.json"), file: "s.json")
        #expect(again.json == file.json && again.shared.map(\.label) == ["x", "y"])
        // Without it, nothing is said of it.
        #expect(try !Self.file(shared: nil).json.text().contains("shared"))
    }

    @Test(arguments: [
        (#"[]"#, 4), (#"[{"label": "x"}]"#, 4), (#"[{"match": "own"}]"#, 4), (#"[{"label": "", "match": "own"}]"#, 4),
        (#"[{"label": "x", "match": []}]"#, 4), (#"[{"label": "x", "match": "own", "candidates": ["zero"]}]"#, 4),
        (#"{"label": "x", "match": "own"}"#, 4), (#"[{"label": 3, "match": "own"}]"#, 4),
        (#"[{"label": "a\u001bb", "match": "own"}]"#, 4),
    ])
    func badEntriesAreErrorsWithTheirPlace(shared: String, line: Int) throws {
        let error = try #require(throws: JSONContentError.self) { try Self.file(shared: shared) }
        #expect(error.line == line && error.path.hasPrefix("shared"))
    }

    @Test func labelsMustFitTheTeacher() throws {
        func error(_ shared: String, sites: String? = nil) throws -> SpaceError {
            let file = try sites.map { try Self.file(shared: shared, sites: $0) } ?? Self.file(shared: shared)
            return try #require(throws: SpaceError.self) { try file.resolve(Self.sites()) }
        }
        guard
            case .patternMatchesNothing(_, let place, "narow", "narrow") = try error(
                #"[{"label": "x", "match": ["own", "narow"]}]"#)
        else { throw Unexpected() }
        #expect(place.line == 4)
        guard
            case .repeatedLabel("s.json", _, "x", _) = try error(
                #"[{"label": "x", "match": ["narrow", "own"]}, {"label": "x", "match": ["wide", "last"]}]"#)
        else { throw Unexpected() }
        guard case .loneSite("s.json", _, "x", "own") = try error(#"[{"label": "x", "match": "o*"}]"#) else {
            throw Unexpected()
        }
        // An earlier entry has the other site.
        guard
            case .loneSite(_, _, "y", "last") = try error(
                #"[{"label": "x", "match": ["wide", "own"]}, {"label": "y", "match": ["wide", "last"]}]"#)
        else { throw Unexpected() }
        guard
            case .shadowedEntry(_, _, ["wide"], _) = try error(
                #"[{"label": "x", "match": ["wide", "own"]}, {"label": "y", "match": "wide"}]"#)
        else { throw Unexpected() }
    }

    /// What differs, and why: not named there, none there, or the same as another.
    @Test func sitesOfALabelMustHaveTheSameCandidates() throws {
        func difference(_ shared: [String], _ sites: String, _ teacher: [Site]) throws -> SpaceError.Unlikeness {
            let match = shared.map { "\"\($0)\"" }.joined(separator: ", ")
            let file = try Self.file(shared: #"[{"label": "x", "match": [\#(match)]}]"#, sites: sites)
            let error = try #require(throws: SpaceError.self) { try file.resolve(teacher) }
            guard case .unlikeSites("s.json", let place, "x", let difference) = error else { throw Unexpected() }
            #expect(place.line == 4)
            return difference
        }
        let sites = try Self.sites()
        let listed = try difference(
            ["narrow", "own"],
            #"[{"match": "narrow", "candidates": ["zero", "teacher"]}, {"match": "*", "candidates": ["teacher"]}]"#,
            sites)
        #expect(listed.template.description == "zero" && listed.site == "narrow" && listed.other == "own")
        guard case .unnamed(let place) = listed.absence else { throw Unexpected() }
        #expect(place.line == 3)

        let wider = try difference(
            ["a", "b"], #"[{"match": "*", "candidates": ["depthwise", "teacher"]}]"#,
            [try site("a", 16, 32), try site("b", 32, 32)])
        #expect(wider.site == "b" && wider.other == "a")
        #expect(wider.absence == .dropped(.channelsDiffer(input: 16, output: 32)))

        // At 16 channels both come to rank 1.
        let repeated = try difference(
            ["narrow", "wide"], #"[{"match": "*", "candidates": ["lowrank:C/16", "lowrank:C/32", "teacher"]}]"#, sites)
        #expect(repeated.template.description == "lowrank:C/32" && repeated.absence == .repeated)

        let kernel = try difference(
            ["a", "b"], #"[{"match": "*", "candidates": ["separable:C/4", "lowrank:C/4", "teacher"]}]"#,
            [try site("a", 64, 64, kernel: Size(1)), try site("b", 64, 64)])
        #expect(kernel.absence == .dropped(.sameAs(.lowRank(rank: 16))))
    }

    private struct Unexpected: Error {}

    /// The same template everywhere, wherever it stands in a site's order of cost.
    @Test func optionsAreTemplates() throws {
        let space = try Self.space()
        let decisions = space.decisions
        #expect(decisions.count == 3 && decisions.siteCount == 4 && decisions.areShared)
        #expect(decisions.all.map(\.label) == ["both", nil, nil])
        #expect(decisions.all.map(\.sites) == [[0, 2], [1], [3]])
        let (narrow, wide) = (space.choices[0].candidates, space.choices[2].candidates)
        let pairs = decisions.all[0].options.map { (narrow[$0[0]], wide[$0[1]]) }
        #expect(
            Set(pairs.map { "\($0.0) \($0.1)" }) == [
                "zero zero", "pointwise pointwise", "lowrank:4 lowrank:4", "lowrank:2 lowrank:8", "teacher teacher",
            ])
        #expect(decisions.all[0].options.contains { $0[0] != $0[1] })
        let macs = space.optionMACs[0]
        #expect(macs == macs.sorted())
        for (option, cost) in zip(decisions.all[0].options, macs) {
            #expect(cost == space.choices[0].macs[option[0]] + space.choices[2].macs[option[1]])
        }
    }

    @Test func aDecisionCountsOnce() throws {
        let space = try Self.space(times: true)
        let alone = try Self.file(shared: nil).resolve(Self.sites())
        #expect(alone.architectureCount == 625 && space.architectureCount == 125)
        #expect(!alone.decisions.areShared && alone.decisions.count == 4)
        let costs = Self.networks(space).map { space.cost(space.decisions.candidates(of: $0)) }
        #expect(space.minimumMACs == costs.map(\.macs).min()! && space.maximumMACs == costs.map(\.macs).max()!)
        #expect(space.minimumNanoseconds == costs.map { $0.nanoseconds! }.min()!)
        #expect(space.maximumNanoseconds == costs.map { $0.nanoseconds! }.max()!)
    }

    /// Without `zero`, the cheapest of a group is not the cheapest of each site.
    @Test func costRangesAreThoseOfTheGroups() throws {
        let sites = #"[{"match": "*", "candidates": ["pointwise", "lowrank:4", "teacher"]}]"#
        let space = try Self.file(shared: #"[{"label": "both", "match": ["narrow", "wide"]}]"#, sites: sites)
            .resolve(Self.sites())
        let costs = Self.networks(space).map { space.cost(space.decisions.candidates(of: $0)).macs }
        #expect(space.minimumMACs == costs.min()!)
        #expect(space.minimumMACs > space.choices.reduce(0) { $0 + $1.macs[0] })
        let limit = BudgetLimit(
            Budget(macs: space.minimumMACs), teacherMACs: space.teacherMACs, keyframeInterval: 4)
        let profile = space.profile(limit)
        #expect(profile.isFeasible)
        #expect(profile.dearestSites.reduce(0) { $0 + $1.cost } == space.minimumMACs)
        let below = BudgetLimit(
            Budget(macs: space.minimumMACs - 1), teacherMACs: space.teacherMACs, keyframeInterval: 4)
        #expect(throws: InfeasibleBudget.self) { try space.profile(below).requireFeasible() }
    }

    @Test func selectionsThatBreakALabelAreNoneOfTheSpace() throws {
        let space = try Self.space()
        let decisions = space.decisions
        for network in Self.networks(space) {
            let candidates = decisions.candidates(of: network)
            #expect(decisions.options(of: candidates) == network)
            #expect(space.indices(of: space.selection(candidates)) == candidates)
        }
        let teacher = space.choices.map { $0.candidates.count - 1 }
        #expect(decisions.options(of: [0] + teacher.dropFirst()) == nil)
        #expect(space.indices(of: space.selection([0] + teacher.dropFirst())) == nil)
        #expect(decisions.options(of: [0]) == nil)
    }

    @Test func numbersOfOptionsAndCandidates() throws {
        let space = try Self.space()
        let decisions = space.decisions
        var random = RandomStream(seed: 2, stream: "numbers")
        let values = decisions.all.map { $0.options.map { _ in random.normal() } }
        let shares = decisions.sums(decisions.shares(values))
        for (a, b) in zip(shares.joined(), values.joined()) { #expect(abs(a - b) < 1e-12) }
        let spread = decisions.ofCandidates(values)
        for (decision, values) in zip(decisions.all, values) {
            for (option, value) in zip(decision.options, values) {
                for (site, candidate) in zip(decision.sites, option) { #expect(spread[site][candidate] == value) }
            }
        }
    }

    /// One limit and two: the optimum among all networks that keep the label.
    @Test func theKnapsackIsExact() throws {
        let space = try Self.space(times: true)
        let networks = Self.networks(space).map(space.decisions.candidates)
        var random = RandomStream(seed: 1, stream: "damages")
        var isTied = false
        for round in 0..<60 {
            let damages = space.choices.map { $0.candidates.map { _ in random.uniform() } }
            func damage(_ choices: [Int]) -> Double { zip(damages, choices).reduce(0) { $0 + $1.0[$1.1] } }
            let macs = Int(Double(space.maximumMACs) * random.uniform(0.05..<0.9))
            let time = round.isMultiple(of: 2) ? nil : Int(random.uniform(200..<3000))
            let best = networks.filter {
                let cost = space.cost($0)
                return cost.macs <= macs && time.map { cost.nanoseconds! - 500 <= $0 } ?? true
            }.map(damage).min()
            let solver = KnapsackSolver(try space.knapsack(damages: damages))
            guard let best else {
                #expect(throws: KnapsackError.self) { try solver.solve(KnapsackLimits(cost: macs, time: time)) }
                continue
            }
            let solution = try solver.solve(KnapsackLimits(cost: macs, time: time))
            let choices = space.decisions.candidates(of: solution.choices)
            #expect(solution.isExact && abs(solution.damage - best) < 1e-9 && abs(damage(choices) - best) < 1e-9)
            #expect(space.cost(choices).macs == solution.cost && solution.cost <= macs)
            // What sites would do by themselves.
            let alone = zip(damages, space.choices).map { damages, _ in damages.firstIndex(of: damages.min()!)! }
            if space.decisions.options(of: alone) == nil { isTied = true }
        }
        #expect(isTied)
    }

    /// Every network that keeps limit and label comes up, each about as often as any other.
    @Test(arguments: [false, true]) func samplesAreUniform(isTimed: Bool) throws {
        let space = try Self.space(times: isTimed)
        let macs = space.maximumMACs * 6 / 10
        let time = isTimed ? 2200 : nil
        let budgets = try Budgets(
            parsing: "\(Double(macs) / 1e6)MMACs" + (time.map { "+\(Double($0) / 1000)us" } ?? ""))
        let limit = BudgetLimit(
            budgets, scope: .deltaFrame, teacherMACs: space.teacherMACs, teacherNanoseconds: isTimed ? 4000 : nil,
            keyframeInterval: 4)
        let feasible = Self.networks(space).map(space.decisions.candidates).filter { limit.allows(space.cost($0)) }
        #expect((20..<125).contains(feasible.count))
        let sampler = try ArchitectureSampler(space, within: limit)
        var random = RandomStream(seed: 6, stream: "sample")
        var counts: [[Int]: Int] = [:]
        for _ in 0..<200 * feasible.count {
            let choices = try #require(space.indices(of: sampler.sample(using: &random)))
            counts[choices, default: 0] += 1
        }
        #expect(counts.count == feasible.count)
        // Five standard deviations of a count of 200.
        #expect(counts.values.allSatisfy { abs($0 - 200) < 71 })
    }

    @Test func uniformNetworksKeepTheLabels() throws {
        let space = try Self.space()
        let limit = BudgetLimit(Budget(macs: space.maximumMACs), teacherMACs: space.teacherMACs, keyframeInterval: 4)
        let all = space.uniformSelections(within: limit)
        #expect(all.count == 5)
        for (_, selection) in all { #expect(space.indices(of: selection) != nil) }
        // At 32 channels rank 2 is C/16, at 64 C/32: under its own name it would part the two.
        let sites = #"[{"match": "*", "candidates": ["lowrank:C/32", "lowrank:C/16", "lowrank:2", "teacher"]}]"#
        let apart = try Self.file(shared: #"[{"label": "x", "match": "*"}]"#, sites: sites).resolve(
            [try site("a", 32, 32), try site("b", 64, 64)])
        #expect(apart.uniform(CandidateTemplate("lowrank:2")!) == nil)
        #expect(apart.uniform(CandidateTemplate("lowrank:C/16")!) != nil)
    }
}

@Suite(.enabled(if: Reference.isAvailable, "needs ../shared")) struct ShippedSharedSpaceTests {
    /// `ddrnet-shared` is `ddrnet` with blocks of equal shape tied.
    @Test func blocksOfEqualShapeDecideTogether() throws {
        let sites = try Reference("ddrnet23slim").sites
        let (shared, alone) = (
            try shippedSpace("ddrnet-shared").resolve(sites), try shippedSpace("ddrnet").resolve(sites)
        )
        #expect(shared.choices == alone.choices)
        #expect(shared.decisions.count == 33 && alone.decisions.count == 55)
        for decision in shared.decisions.all where decision.sites.count > 1 {
            let geometries = decision.sites.map { index in
                [sites[index].convolution.outputChannels, sites[index].input.channels]
                    + [sites[index].convolution.kernel.area, sites[index].convolution.stride.area]
            }
            #expect(Set(geometries).count == 1)
            // Of one shape, a candidate stands at the same place at each of them.
            #expect(decision.options.allSatisfy { Set($0).count == 1 })
        }
        #expect(shared.minimumMACs == alone.minimumMACs && shared.maximumMACs == alone.maximumMACs)
        #expect(shared.architectureCount < 1e-20 * alone.architectureCount)
    }
}
