import ExperimentStore
import Foundation
import StudentSpace
import Testing

@Suite struct ListingTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("experiments.sqlite") }

    /// Two experiments: one finished with a student, one that no trial was started of.
    init() throws {
        folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("experiments.sqlite"))
        let digest = String(repeating: "ab", count: 32)
        let provenance = Provenance(
            toolVersion: "0.1.0", revision: "abc", commandLine: "deltanas search", host: "machine",
            spacePath: "spaces/one.json", spaceJson: "{}", spaceSha256: digest, teacherPath: "t.safetensors",
            teacherSha256: digest, dataText: "streets:7", dataSha256: digest)
        let settings = SearchSettings(
            inputHeight: 64, inputWidth: 128, keyframeInterval: 4, teacherMacs: 3000,
            budget: StoredBudget(text: "1kMACs, no more", limitMacs: 1000), budgetScope: .deltaFrame,
            strategy: "gumbel", steps: 50, seed: .max)
        let sites = [
            ExperimentStore.SiteRecord(
                name: "conv1", inputChannels: 3, outputChannels: 8, kernelHeight: 3, kernelWidth: 3, teacherMacs: 3000,
                candidates: [
                    CandidateRecord(kind: "zero", macs: 0, damage: 2.5),
                    CandidateRecord(kind: "lowrank", rank: 2, macs: 700, damage: 0.125),
                    CandidateRecord(kind: "teacher", macs: 3000, damage: 0),
                ])
        ]
        let first = try database.createExperiment(
            .exactly("first"), provenance: provenance, settings: settings, sites: sites)
        let trial = try database.startTrial(of: first, seed: 9)
        try database.record(
            metrics: [.init(step: 1, name: "lambda", value: 3), .init(step: 20, name: "lambda", value: 0.5)],
            of: trial.id)
        try database.record(
            probabilities: [.init(step: 20, site: 0, probabilities: [0.25, 0.5, 0.25])], of: trial.id)
        try database.log("all went well", experiment: first.id, trial: trial.id)
        _ = try database.finish(trial: trial.id, .finished)
        for agreement in [0.9, 0.975, 0.95] {
            _ = try database.record(
                derivation: DerivationRecord(
                    experimentId: first.id, trialId: trial.id, budget: settings.budget, budgetScope: .deltaFrame,
                    deltaFrameMacs: 700, amortisedMacs: 1275, agreement: agreement, folder: "students/one",
                    specJson: "{}"))
        }
        _ = try database.createExperiment(
            .exactly("second"), provenance: provenance, settings: settings, sites: sites)
    }

    @Test func listAsTable() throws {
        let result = try Tool.run(["ls", "--db", path])
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[2].hasPrefix("first"))
        #expect(lines[2].contains("finished") && lines[2].contains("0.9750") && lines[2].contains("20/50"))
        #expect(lines[3].hasPrefix("second") && lines[3].contains("created"))
    }

    @Test func listAsCSVQuotesWhatNeedsIt() throws {
        let lines = try Tool.run(["ls", "--db", path, "--format", "csv"]).output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[0] == "name,status,space,budget,budget_scope,strategy,step,steps,best_agreement,created")
        #expect(
            lines[1].hasPrefix("first,finished,spaces/one.json,\"1kMACs, no more\",delta-frame,gumbel,20,50,0.975,"))
        #expect(lines[2].contains(",0,50,,"))
    }

    @Test func listAsJSON() throws {
        let value = try JSONParser.parse(Tool.run(["ls", "--db", path, "--format", "json"]).output, file: "stdout")
        guard case .array(let experiments) = value.content, case .object(let members) = experiments[0].content else {
            Issue.record("no array of objects")
            return
        }
        #expect(experiments.count == 2)
        #expect(members.first { $0.key == "best_agreement" }?.value.content == JSONValue.double(0.975).content)
    }

    @Test func showTheLatestOrTheNamed() throws {
        #expect(try Tool.run(["show", "--db", path]).output.contains("second"))
        let named = try Tool.run(["show", "first", "--db", path])
        #expect(named.code == 0, "\(named.errors)")
        for word in ["lowrank:2", "0.5000", "0.125", "lambda 0.5", "students/one", "all went well", "1kMACs, no more"] {
            #expect(named.output.contains(word), "\(word) is missing")
        }
        let other = try Tool.run(["show", "firs", "--db", path])
        #expect(other.code == 2)
        #expect(other.errorLines.first?.contains("first") == true)
    }

    @Test func showCandidatesAsCSV() throws {
        let result = try Tool.run(["show", "first", "--db", path, "--format", "csv"])
        #expect(
            result.output == """
                site,candidate,rank,macs,teacher_macs,kept,damage,probability
                conv1,zero,,0,3000,true,2.5,0.25
                conv1,lowrank,2,700,3000,true,0.125,0.5
                conv1,teacher,,3000,3000,true,0.0,0.25

                """)
    }

    @Test func showAsJSONKeepsSeedsExact() throws {
        let result = try Tool.run(["show", "first", "--db", path, "--format", "json"])
        #expect(result.code == 0)
        _ = try JSONParser.parse(result.output, file: "stdout")
        #expect(result.output.contains("\"seed\": \"\(UInt64.max)\""))
    }

    @Test func readersWriteNothing() throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        _ = try Tool.run(["ls", "--db", path])
        _ = try Tool.run(["show", "--db", path])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
}
