import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct SpecLatencyTests {
    private let digest = SHA256Text(String(repeating: "0a", count: 32))!
    private let size = Size(height: 16, width: 24)

    private func sites() throws -> [Site] { try (0..<3).map { try site("s\($0)", 16, 16) } }

    /// 1000 + 500 + 500 + 2000 ns of a teacher's 7000.
    private func spec(_ budgets: String, _ scope: BudgetScope = .deltaFrame, measured: Int? = 4100) throws
        -> StudentSpec
    {
        let sites = try sites()
        let times = ["lowrank:4": 500, "teacher": 2000]
        let table = LatencyTable(
            device: "a machine", threads: 2, input: size, teacherNanoseconds: 7000, restNanoseconds: 1000,
            sites: ["s0": times, "s1": times, "s2": times])
        let candidates: [Candidate] = [.lowRank(rank: 4), .lowRank(rank: 4), .teacher]
        let limit = BudgetLimit(
            try Budgets(parsing: budgets), scope: scope, teacherMACs: sites.reduce(0) { $0 + $1.teacherMACs },
            teacherNanoseconds: 7000, keyframeInterval: 4)
        let file = { StudentSpec.FileReference(file: PathInFolder($0)!, sha256: digest) }
        return StudentSpec(
            selection: Selection(zip(sites, candidates).map { .init(site: $0.name, candidate: $1) }), sites: sites,
            damages: nil, limit: limit, latency: table, measured: measured.map { ($0, 7100) }, input: size,
            teacher: .init(architecture: "a", classes: 11, weights: file("t.safetensors")),
            weights: file("s.safetensors"),
            provenance: .init(
                experiment: "e", strategy: "solve", seed: 1, space: .init(name: "s", sha256: digest),
                data: .init(name: "d", sha256: digest)),
            createdBy: "deltanas 0.0.0")
    }

    private func found(_ spec: StudentSpec, _ change: (inout StudentSpec) -> Void = { _ in }) throws
        -> [SpecDiscrepancy]
    {
        var changed = spec
        change(&changed)
        let verifier = SpecVerifier(try sites().map { .init(name: $0.name, geometry: ConvolutionGeometry($0)) })
        return verifier.discrepancies(in: changed)
    }

    private func read(_ text: String) throws -> StudentSpec {
        try StudentSpec(JSONParser.parse(text, file: "s.json"), file: "s.json")
    }

    @Test(arguments: ["4100ns", "60%latency", "90%", "90%+4100ns"])
    func roundTrip(budgets: String) throws {
        for measured in [4100, nil] {
            let spec = try spec(budgets, measured: measured)
            #expect(try read(spec.json.text()) == spec)
            #expect(spec.latency?.predictedNanoseconds == 4000)
            #expect(spec.sites.map(\.nanoseconds) == [500, 500, 2000])
            #expect(try found(spec) == [])
            #expect((spec.budget != nil) == budgets.hasPrefix("90%"))
            #expect((spec.latency?.budget != nil) == (budgets != "90%"))
        }
    }

    @Test func whatDoesNotHoldIsFound() throws {
        let spec = try spec("90%+60%latency")
        #expect(try found(spec) { $0.sites[1].nanoseconds = 400 } == [.predictedTime(stated: 4000, recounted: 3900)])
        #expect(
            try found(spec) { $0.latency!.predictedNanoseconds = 3999 } == [
                .predictedTime(stated: 3999, recounted: 4000)
            ])
        let other = Size(height: 32, width: 24)
        #expect(try found(spec) { $0.latency!.input = other } == [.latencyInput(stated: other, actual: size)])
        #expect(
            try found(spec) { $0.latency!.budget!.limitNanoseconds = 9000 } == [
                .timeBudgetLimit(requested: "60%latency", stated: 9000, recounted: 4200)
            ])
        #expect(
            try found(spec) { $0.latency!.budget!.deltaFrameLimitNanoseconds = 9000 } == [
                .timeDeltaFrameLimit(stated: 9000, recounted: 4200)
            ])
        #expect(try found(spec) { $0.latency!.budget!.requested = "90%" } == [.unreadableBudget("90%")])
        #expect(try found(spec) { $0.budget!.requested = "7ms" } == [.unreadableBudget("7ms")])
        // A slower site and an honest sum: over the budget all the same.
        #expect(
            try found(spec) {
                $0.sites[0].nanoseconds = 701
                $0.latency!.predictedNanoseconds = 4201
            } == [.overTimeBudget(.deltaFrame, .predicted, used: 4201, limit: 4200)])
        #expect(
            try found(spec) { $0.latency!.measuredNanoseconds = 4201 } == [
                .overTimeBudget(.deltaFrame, .measured, used: 4201, limit: 4200)
            ])
        #expect(try found(spec).allSatisfy { !$0.isOfTime })
        // What a clock gives is never 0.
        #expect(try found(spec) { $0.latency!.measuredNanoseconds = 0 } == [.impossibleTime(.deltaFrame)])
        #expect(try found(spec) { $0.latency!.measuredTeacherNanoseconds = 0 } == [.impossibleTime(.teacherBeside)])
        #expect(
            try found(spec) { $0.latency!.teacherNanoseconds = 0 }.contains(.impossibleTime(.teacher)))
        // A student is made for a budget.
        #expect(try found(self.spec("90%")) { $0.budget = nil } == [.noBudget])
        #expect(try found(self.spec("4100ns")) == [])
    }

    /// (7000 + 3 · 4000) / 4 = 4750.
    @Test func amortisedTimesAreRecounted() throws {
        #expect(try found(spec("4825ns", .amortised)) == [])
        #expect(
            try found(spec("4750ns", .amortised)) == [
                .overTimeBudget(.amortised, .measured, used: 4825, limit: 4750)
            ])
        #expect(try found(spec("4750ns", .amortised, measured: nil)) == [])
        #expect(
            try found(spec("4749ns", .amortised, measured: nil)) == [
                .overTimeBudget(.amortised, .predicted, used: 4750, limit: 4749)
            ])
    }

    @Test func unknownAndMissingKeysAreErrors() throws {
        let text = try spec("90%+4100ns").json.text()
        for (old, new) in [
            ("\"threads\"", "\"thread\""), ("\"restNanoseconds\"", "\"restTime\""),
            ("\"nanoseconds\"", "\"nanosecond\""), ("\"limitNanoseconds\"", "\"limitMACs\""),
        ] {
            #expect(throws: JSONContentError.self) { try read(text.replacing(old, with: new)) }
        }
        // Without the section a site has no times, and there must be a budget of compute.
        var bare = try spec("4100ns")
        bare.latency = nil
        #expect(throws: JSONContentError.self) { try read(bare.json.text()) }
        bare.sites = bare.sites.map {
            var site = $0
            site.nanoseconds = nil
            return site
        }
        #expect(throws: JSONContentError.self) { try read(bare.json.text()) }
    }

    /// Digits changed at random: refused, recounted or harmless, never a trap.
    @Test func damagedTimesAreNoTrap() throws {
        let text = Array(try spec("90%+4100ns", .amortised).json.text().utf8)
        var random = RandomStream(seed: 41, stream: "damage")
        var wrong = 0
        for _ in 0..<1500 {
            var damaged = text
            for _ in 0...random.integer(below: 3) {
                let place = random.integer(below: damaged.count)
                if (0x30...0x39).contains(damaged[place]) {
                    damaged[place] = UInt8(0x30 + random.integer(below: 10))
                    if random.bool() { damaged.insert(contentsOf: Array("99999999".utf8), at: place) }
                }
            }
            guard let spec = try? StudentSpec(JSONParser.parse(damaged, file: "f"), file: "f") else { continue }
            if try !found(spec).isEmpty { wrong += 1 }
        }
        #expect(wrong > 50)
    }
}
