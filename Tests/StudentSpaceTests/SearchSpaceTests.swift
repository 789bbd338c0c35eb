import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct SearchSpaceTests {
    /// Three sites of four candidates each, and a fixed one.
    private func space() throws -> SearchSpace {
        let candidates: [Candidate] = [.zero, .depthwise, .lowRank(rank: 4), .teacher]
        return SearchSpace(
            try (0..<3).map { .init(site: try site("s\($0)", 16, 16), candidates: candidates) }
                + [.init(site: try site("fixed", 16, 11, kernel: Size(1)), candidates: [.teacher])])
    }

    private func limit(_ macs: Int, _ space: SearchSpace, _ scope: BudgetScope = .deltaFrame) -> BudgetLimit {
        BudgetLimit(Budget(macs: macs), scope: scope, teacherMACs: space.teacherMACs, keyframeInterval: 4)
    }

    @Test func profileSaysWhatIsPossible() throws {
        let space = try space()
        let profile = space.profile(limit(1_000_000, space))
        #expect(profile.minimumMACs == 384 * 16 * 11)
        #expect(profile.maximumMACs == space.teacherMACs && profile.teacherMACs == space.teacherMACs)
        #expect(profile.architectureCount == 64)
        #expect(profile.keyframeFloor == (space.teacherMACs + 3) / 4)
        #expect(profile.isFeasible)
        try profile.requireFeasible()
        #expect(profile.dearestSites.map(\.site) == ["fixed"])
    }

    @Test func infeasibleBudgetsNameTheMinimumAndWhatHelps() throws {
        let space = try space()
        let minimum = space.minimumMACs
        for macs in [1, minimum - 1] {
            let profile = space.profile(limit(macs, space))
            #expect(!profile.isFeasible && profile.feasibleInterval == nil && profile.minimumInScope == minimum)
            #expect(throws: InfeasibleBudget(profile: profile)) { try profile.requireFeasible() }
        }
        #expect(space.profile(limit(minimum, space)).isFeasible)

        // Amortised: the key frame alone takes a quarter of the teacher.
        for macs in [minimum + 1, minimum + 1000, space.teacherMACs / 8, space.teacherMACs / 5] {
            let profile = space.profile(limit(macs, space, .amortised))
            #expect(!profile.isFeasible)
            guard let interval = profile.feasibleInterval else {
                #expect(space.teacherMACs / (macs - minimum) >= 990)
                continue
            }
            let at = { interval in
                BudgetLimit(
                    Budget(macs: macs), scope: .amortised, teacherMACs: space.teacherMACs, keyframeInterval: interval)
            }
            #expect(space.profile(at(interval)).isFeasible)
            #expect(!space.profile(at(interval - 1)).isFeasible)
        }
        let least = space.profile(limit(minimum, space, .amortised))
        #expect(least.feasibleInterval == nil)
        #expect(space.profile(limit(least.minimumInScope, space, .amortised)).isFeasible)
        #expect(!space.profile(limit(least.minimumInScope - 1, space, .amortised)).isFeasible)
    }

    @Test func selectionsAndIndicesAreOneAnother() throws {
        let space = try space()
        let selection = space.selection([0, 2, 3, 0])
        #expect(space.indices(of: selection) == [0, 2, 3, 0])
        #expect(space.indices(of: Selection(everywhere: .pointwise, sites: space.sites)) == nil)
        #expect(
            selection.macs(at: space.sites)
                == [0, 2, 3, 0].enumerated().reduce(0) { $0 + space.choices[$1.offset].macs[$1.element] })
    }

    @Test func samplesKeepTheLimitAndRepeat() throws {
        let space = try space()
        for macs in [space.minimumMACs, 500_000, 1_500_000, space.maximumMACs - 1, space.maximumMACs, 10_000_000_000] {
            let limit = limit(macs, space)
            let sampler = try ArchitectureSampler(space, within: limit)
            var (a, b) = (RandomStream(seed: 5, stream: "sample"), RandomStream(seed: 5, stream: "sample"))
            for _ in 0..<200 {
                let selection = sampler.sample(using: &a)
                #expect(selection.macs(at: space.sites) <= macs)
                #expect(selection == sampler.sample(using: &b))
            }
        }
        #expect(throws: InfeasibleBudget.self) {
            try ArchitectureSampler(space, within: limit(space.minimumMACs - 1, space))
        }
    }

    /// Every feasible architecture comes up, each about as often as any other.
    @Test func samplesAreUniform() throws {
        let space = try space()
        let macs = space.minimumMACs + 1_300_000
        var feasible = 0
        for code in 0..<64 {
            let indices = [code % 4, code / 4 % 4, code / 16, 0]
            if space.selection(indices).macs(at: space.sites) <= macs { feasible += 1 }
        }
        #expect((10..<60).contains(feasible))
        let sampler = try ArchitectureSampler(space, within: limit(macs, space))
        var random = RandomStream(seed: 6, stream: "sample")
        var counts: [Selection: Int] = [:]
        let draws = 400 * feasible
        for _ in 0..<draws { counts[sampler.sample(using: &random), default: 0] += 1 }
        #expect(counts.count == feasible)
        // Five standard deviations of a count of 400.
        #expect(counts.values.allSatisfy { abs($0 - 400) < 100 })
    }

    @Test func uniformSelectionsAreThoseThatKeepTheLimit() throws {
        let file = try SpaceFile(
            JSONParser.parse(
                """
                {"format": "deltanas.space/1", "name": "n", "teacher": {"architecture": "a", "classes": 2},
                 "input": "16x24", "keyframeInterval": 4, "data": "d", "sites": [
                 {"match": "head", "candidates": ["teacher"]},
                 {"match": "*", "candidates": ["zero", "separable:C/4", "lowrank:C/4", "depthwise", "teacher"]}]}
                """, file: "f"), file: "f")
        let space = try file.resolve([
            try site("a", 32, 32), try site("b", 32, 64), try site("one", 64, 64, kernel: Size(1)),
            try site("head", 64, 2, kernel: Size(1)),
        ])
        let selection = space.uniform(CandidateTemplate("separable:C/4")!)
        #expect(
            selection?.choices.map(\.candidate)
                == [.separable(rank: 8), .separable(rank: 16), .lowRank(rank: 16), .teacher])
        #expect(
            space.uniform(CandidateTemplate("depthwise")!)?.choices.map(\.candidate)
                == [.depthwise, .teacher, .depthwise, .teacher])
        let all = space.uniformSelections(within: limit(space.maximumMACs, space))
        #expect(all.map(\.template.description) == ["teacher", "depthwise", "lowrank:C/4", "separable:C/4", "zero"])
        let some = space.uniformSelections(within: limit(space.maximumMACs / 2, space))
        #expect(some.map(\.template.description) == ["lowrank:C/4", "separable:C/4", "zero"])
    }
}

@Suite(.enabled(if: Reference.isAvailable, "needs ../shared")) struct ShippedSpaceTests {
    /// The paper's student at every site but the first and the last, as in its table: MACs at 1024×2048.
    @Test(arguments: [
        ("ddrnet23slim", 7_788_089_344, 17_285_832_704), ("ddrnet23", 29_964_046_336, 67_662_864_384),
        ("ddrnet39", 53_900_939_264, 129_639_298_390),
    ])
    func paperSpaceReproducesThePublishedCosts(network: String, delta: Int, amortised: Int) throws {
        let reference = try Reference(network)
        let space = try shippedSpace("ddrnet-paper").resolve(reference.sites)
        #expect(space.teacherMACs == reference.totalMACs)
        let selection = try #require(space.uniform(CandidateTemplate("separable:C/4")!))
        for (index, choice) in selection.choices.enumerated() {
            let expected = reference.isDelta[index] ? reference.paperMACs[index] : reference.sites[index].teacherMACs
            #expect(choice.candidate.macs(at: reference.sites[index]) == expected, "\(choice.site)")
        }
        #expect(selection.macs(at: space.sites) == delta)
        #expect(
            BudgetLimit.amortisedMACs(deltaFrame: delta, teacher: space.teacherMACs, keyframeInterval: 3) == amortised)
        #expect(space.choices.filter(\.isFixed).count == 6)  // first, last and four stride-2 shortcuts
    }

    @Test func mainSpaceIsRich() throws {
        let reference = try Reference("ddrnet23slim")
        let file = try shippedSpace("ddrnet")
        #expect(file.input == Size(height: 256, width: 512) && file.keyframeInterval == 4)
        let space = try file.resolve(reference.sites)
        #expect(space.choices.filter(\.isFixed).map(\.site.name) == ["final_layer.conv2"])
        #expect(space.choices[0].candidates.contains(.zero) == false)
        #expect(
            space.choices.filter { $0.site.convolution.kernel == Size(3) }.dropFirst().allSatisfy {
                $0.candidates.count >= 13
            })
        #expect(space.minimumMACs < space.teacherMACs / 50)
        #expect(space.architectureCount > 1e50)
        for choice in space.choices {
            #expect(choice.candidates.contains(.teacher))
            #expect(choice.macs == choice.macs.sorted())
        }
    }
}
