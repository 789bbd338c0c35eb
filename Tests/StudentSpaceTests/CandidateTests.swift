import Networks
import StudentSpace
import Testing

@Suite struct CandidateTests {
    /// The formulas of each candidate's file against the graph's own counting of what the candidate expands to.
    @Test func expansionsCostWhatTheFormulaSays() throws {
        var checked = 0
        for site in try variedSites() {
            for candidate in variedCandidates where candidate.misfit(at: site) == nil {
                let student = try assemble(
                    delta: network(of: site), selection: Selection([.init(site: site.name, candidate: candidate)]))
                #expect(try student.macs() == candidate.macs(at: site), "\(candidate) at \(site.name)")
                #expect(try student.inferShapes().of(site.name) == site.output, "\(candidate) at \(site.name)")
                #expect(try student.parameterDefinitions().allSatisfy { $0.definition.role == "weight" })
                checked += 1
            }
        }
        #expect(checked > 80)
    }

    @Test func costsByHand() throws {
        let s = try site("s", 32, 64, stride: Size(2))  // 16x24x32 → 8x12x64
        #expect(s.teacherMACs == 96 * 32 * 64 * 9)
        #expect(Candidate.teacher.macs(at: s) == s.teacherMACs)
        #expect(Candidate.lowRank(rank: 5).macs(at: s) == 96 * 5 * (32 * 9 + 64))
        #expect(Candidate.separable(rank: 5).macs(at: s) == 8 * 24 * 5 * 32 * 3 + 96 * 64 * 5 * 3)
        #expect(Candidate.pointwise.macs(at: s) == 96 * 32 * 64)
        #expect(Candidate.depthwisePointwise.macs(at: s) == 96 * 32 * (9 + 64))
        #expect(Candidate.zero.macs(at: s) == 0)
        #expect(Candidate.depthwise.macs(at: try site("s", 32, 32, stride: Size(2))) == 96 * 32 * 9)
    }

    @Test func weightsAreNamedAfterTheSite() throws {
        let s = try site("layer1.0.conv1", 32, 32)
        func names(_ candidate: Candidate) throws -> [String] {
            try assemble(delta: network(of: s), selection: Selection([.init(site: s.name, candidate: candidate)]))
                .parameterDefinitions().map { "\($0.name) \($0.definition.shape)" }
        }
        #expect(try names(.teacher) == ["layer1.0.conv1.weight [32, 32, 3, 3]"])
        #expect(
            try names(.lowRank(rank: 8))
                == ["layer1.0.conv1.reduce.weight [8, 32, 3, 3]", "layer1.0.conv1.weight [32, 8, 1, 1]"])
        #expect(
            try names(.separable(rank: 8))
                == ["layer1.0.conv1.reduce.weight [8, 32, 3, 1]", "layer1.0.conv1.weight [32, 8, 1, 3]"])
        #expect(try names(.pointwise) == ["layer1.0.conv1.weight [32, 32, 1, 1]"])
        #expect(try names(.depthwise) == ["layer1.0.conv1.weight [32, 1, 3, 3]"])
        #expect(
            try names(.depthwisePointwise)
                == ["layer1.0.conv1.depthwise.weight [32, 1, 3, 3]", "layer1.0.conv1.weight [32, 32, 1, 1]"])
        #expect(try names(.zero) == [])
    }

    @Test func misfitsSayWhy() throws {
        let square = try site("s", 32, 32)
        let wider = try site("s", 32, 64)
        let one = try site("s", 64, 64, kernel: Size(1))
        let shortcut = try site("s", 32, 64, kernel: Size(1), stride: Size(2))
        let unpadded = try site("s", 16, 16, padding: Padding(vertical: 0, horizontal: 0))
        let grouped = try site("s", 32, 32, groups: 4)
        let dilated = try site("s", 16, 16, padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2))

        for candidate in variedCandidates { #expect(candidate.misfit(at: square) == nil, "\(candidate)") }
        #expect(Candidate.depthwise.misfit(at: wider) == .channelsDiffer(input: 32, output: 64))
        #expect(Candidate.pointwise.misfit(at: one) == .isTeacher)
        #expect(
            Candidate.pointwise.misfit(at: unpadded)
                == .noCentreTap(kernel: Size(3), padding: Padding(vertical: 0, horizontal: 0)))
        #expect(Candidate.pointwise.misfit(at: dilated) == nil)
        #expect(Candidate.lowRank(rank: 32).misfit(at: square) == .rankOutOfRange(rank: 32, limit: 32))
        #expect(Candidate.lowRank(rank: 0).misfit(at: square) == .rankOutOfRange(rank: 0, limit: 32))
        #expect(Candidate.separable(rank: 96).misfit(at: square) == .rankOutOfRange(rank: 96, limit: 96))
        #expect(Candidate.lowRank(rank: 2).misfit(at: grouped) == .grouped(groups: 4))
        #expect(Candidate.separable(rank: 2).misfit(at: grouped) == .grouped(groups: 4))
        #expect(Candidate.depthwisePointwise.misfit(at: grouped) == .grouped(groups: 4))
        #expect(Candidate.zero.misfit(at: grouped) == nil)
        #expect(Candidate.pointwise.misfit(at: grouped) == nil)
        #expect(Candidate.pointwise.macs(at: grouped) == grouped.teacherMACs / 9)
        #expect(Candidate.depthwise.misfit(at: grouped) == nil)
        #expect(Candidate.depthwise.macs(at: grouped) == grouped.teacherMACs / 8)
        #expect(Candidate.teacher.misfit(at: grouped) == nil)
        // The paper's student costs a stride-2 shortcut exactly the teacher's MACs.
        #expect(
            Candidate.separable(rank: 16).misfit(at: shortcut)
                == .costsNoLess(macs: shortcut.teacherMACs, teacherMACs: shortcut.teacherMACs))
        #expect(
            Candidate.depthwisePointwise.misfit(at: one)
                == .costsNoLess(macs: 384 * 64 * 65, teacherMACs: one.teacherMACs))
    }

    @Test func textRoundTrips() {
        for candidate in variedCandidates { #expect(Candidate(candidate.description) == candidate) }
        #expect(Candidate.lowRank(rank: 16).description == "lowrank:16")
        #expect(Candidate("depthwise-pointwise") == .depthwisePointwise)
        for text in [
            "", "lowrank", "lowrank:", "lowrank:0", "lowrank:-1", "lowrank:+1", "lowrank:08", "lowrank:4:4", "zero:1",
            "Teacher", " zero", "lowrank: 4",
        ] {
            #expect(Candidate(text) == nil, "\(text)")
        }
    }
}
