import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import Testing
import VideoData

@testable import Experiments

@Suite struct SearchJobTests {
    @Test(arguments: [SearchStrategy.uniform, .random, .solve])
    func strategiesWithoutSteps(_ strategy: SearchStrategy) throws {
        let space = try TinySpace()
        let outcome = try space.search(strategy, budget: "50%").run(.quiet, Interruption())
        #expect(outcome.settled == nil && outcome.isRefitted)
        #expect(outcome.measured.count == (strategy == .random ? 20 : outcome.measured.count))
        #expect(outcome.measured.allSatisfy { $0.frames == .heldBack && $0.step == 0 })
        let rows = try TrialRows(in: space)
        #expect(rows.measurements == outcome.measured && rows.metrics.isEmpty)
        // The students were fitted twice, on the fitting frames and on all.
        #expect(rows.scores.count == rows.sites.reduce(0) { $0 + $1.candidates.count })
        #expect(rows.scores.allSatisfy { $0.phase == "refitted" })
        let derived = try space.derive()[0]
        #expect(derived.isSearchChoice && derived.spec.use.deltaFrameMACs == outcome.measured[0].deltaFrameMacs)
    }

    /// Damages that were measured decide, and stay what they are when the students are fitted again.
    @Test func greedyKeepsItsMeasuredDamages() throws {
        let space = try TinySpace()
        let outcome = try space.search(.greedy, budget: "50%").run(.quiet, Interruption())
        #expect(outcome.measured.count == 1 && outcome.isRefitted && outcome.mixtureAgreement == nil)
        let rows = try TrialRows(in: space)
        #expect(rows.scores.isEmpty)
        let derived = try space.derive(["50%", "20%"])
        #expect(derived[0].isSearchChoice && !derived[1].isSearchChoice)
        for student in derived { #expect(student.spec.use.deltaFrameMACs <= student.limit.deltaFrameMACs) }
        // A smaller budget goes on from where the larger one stopped: no site gets a dearer candidate.
        for (large, small) in zip(derived[0].spec.sites, derived[1].spec.sites) { #expect(small.macs <= large.macs) }
    }

    @Test func moreDrawsAreTried() throws {
        let space = try TinySpace()
        let resolved = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        let request = try SearchRequest(
            resolved, budgets: Budgets(parsing: "50%"), scope: .deltaFrame, strategy: .random,
            configuration: SearchConfiguration(draws: 3))
        let job = try SearchExperiment(request, name: "tiny", databasePath: space.databasePath, workers: 2).job()
        #expect(try job.run(.quiet, Interruption()).measured.count == 3)
        #expect(try SearchRequest(job.experiment).configuration.draws == 3)
        #expect(try space.derive(["40%"])[0].measured.count <= 4)
    }

    /// The recipe's settings come back from the database, and what its mixture loses by choosing is recorded.
    @Test func theRecipeIsRecorded() throws {
        let space = try TinySpace()
        let outcome = try space.search(.deltaDistillation).run(.quiet, Interruption())
        let mixture = try #require(outcome.mixtureAgreement)
        #expect((0...1).contains(mixture))
        let rows = try TrialRows(in: space)
        let loss = try #require(rows.metrics.first { $0.name == "discretisation" })
        #expect(loss.step == 4 && abs(loss.value - (mixture - outcome.measured[0].agreement)) < 1e-12)
        let record = try space.database().latestExperiment()
        let configuration = try SearchRequest(record).configuration
        #expect(configuration.temperature == 2.0 / 3...2.0 / 3 && configuration.distillationSteps == 2)
        #expect(configuration.beta == nil)
    }

    /// The recipe at the budget: its choice is the dearest that was measured, and so are students of other budgets.
    @Test func theRecipeAtItsBudget() throws {
        let space = try TinySpace()
        let resolved = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        let request = try SearchRequest(
            resolved, budgets: Budgets(parsing: "60%"), scope: .deltaFrame, strategy: .deltaDistillation,
            configuration: SearchConfiguration(searchSteps: 2, settleSteps: 2, pairs: 2, fillsBudget: true))
        let outcome = try SearchExperiment(request, name: "tiny", databasePath: space.databasePath, workers: 2).job()
            .run(.quiet, Interruption())
        #expect(outcome.measured.allSatisfy { $0.deltaFrameMacs <= outcome.measured[0].deltaFrameMacs })
        #expect(try SearchRequest(space.database().latestExperiment()).configuration.fillsBudget)
        for student in try space.derive(["40%", "50%", "60%"]) {
            let costs = student.measured.map(\.evaluation.deltaFrameMACs)
            #expect(costs[0] == costs.max())
        }
    }

    /// With a single window nothing can be held back, and what is measured says so.
    @Test func aClipOfOneWindow() throws {
        let space = try TinySpace(.init(data: "streets:3,frames=4"))
        let outcome = try space.search(.solve).run(.quiet, Interruption())
        #expect(!outcome.isRefitted && outcome.measured.allSatisfy { $0.frames == .fitted })
    }

    @Test func oneProcessAtATime() throws {
        let space = try TinySpace()
        let running = try space.search(.solve)
        let error = try #require(throws: SearchJobError.self) { try space.resume() }
        guard case .busy("tiny", let owners) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(owners.count == 1 && owners[0].hasPrefix("process \(getpid()) on "))
        _ = try running.run(.quiet, Interruption())
        #expect(throws: SearchJobError.alreadyFinished(experiment: "tiny", database: space.databasePath)) {
            try space.resume()
        }
    }

    @Test func inputsThatChanged() throws {
        let space = try TinySpace()
        let data = try space.writeFrames(8)
        #expect(throws: Interrupted.self) { try space.search(data: data).run(until: "delta statistics") }

        let other = Streets(seed: 6, size: FrameSize(height: 64, width: 64)).sample(at: 0).image
        let frame = space.file("clip/image/3.png")
        let bytes = try #require(FileManager.default.contents(atPath: frame))
        try ImageFile.write(other, to: frame)
        #expect(throws: SearchJobError.inputChanged(experiment: "tiny", input: .data, path: data)) {
            try space.resume()
        }
        try bytes.write(to: URL(fileURLWithPath: frame))
        let teacher = space.file("teacher.safetensors")
        try "another one".write(toFile: teacher, atomically: true, encoding: .utf8)
        #expect(throws: SearchJobError.inputChanged(experiment: "tiny", input: .teacher, path: teacher)) {
            try space.resume()
        }
        #expect(try TrialRows(in: space).status == .interrupted)
    }

    /// A fault in the last label of a clip is found before anything is recorded.
    @Test func badFramesAreFoundFirst() throws {
        let space = try TinySpace()
        let data = try space.writeFrames(6)
        let before = space.contents
        let label = LabelMap(width: 64, height: 64, ids: Array(repeating: 200, count: 64 * 64))
        try ImageFile.write(label, to: space.file("clip/label/1.png"))
        #expect(throws: FrameSourceError.self) { try space.search(.solve, data: data) }
        try ImageFile.write(
            LabelMap(width: 64, height: 64, ids: Array(repeating: 2, count: 64 * 64)),
            to: space.file("clip/label/1.png"))
        let frame = space.file("clip/image/5.png")
        let bytes = try #require(FileManager.default.contents(atPath: frame))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: frame))
        #expect(throws: ImageFileError.self) { try space.search(.solve, data: data) }
        #expect(space.contents == before)
    }

    @Test func nothingIsWrittenForWhatCannotRun() throws {
        let space = try TinySpace()
        let before = space.contents
        #expect(throws: InfeasibleBudget.self) { try space.search(budget: "1kMACs") }
        #expect(throws: BudgetError.zero(text: "1e-9%", suggestion: "2GFLOPs")) { try space.search(budget: "1e-9%") }
        for name in ["", "a/b", "-x", " x"] {
            #expect(throws: StoreError.invalidName(name: name)) { try space.search(.solve, name: name) }
        }
        #expect(throws: SearchError.clipTooShort(source: "streets:1,frames=3", frames: 3, keyframeInterval: 4)) {
            try space.search(.solve, data: "streets:1,frames=3")
        }
        #expect(space.contents == before)
        // Where the experiments' folder should be there is a file.
        try "".write(toFile: space.file("d.runs"), atomically: false, encoding: .utf8)
        #expect(throws: SearchJobError.folder(space.file("d.runs"), code: ENOTDIR)) { try space.search(.solve) }
        #expect(!FileManager.default.fileExists(atPath: space.databasePath))
    }

    /// Networks exist within the budget, but none of one candidate everywhere.
    @Test func uniformNetworksMayAllCostTooMuch() throws {
        let space = try TinySpace(
            .init(
                sites: """
                    {"match": "layer1.*", "candidates": [{"kind": "lowrank", "ranks": ["C/8"]}, "teacher"]},
                    {"match": "*", "candidates": ["zero", "teacher"]}
                    """))
        let before = space.contents
        #expect(throws: DerivationError.self) { try space.search(.uniform, budget: "10%") }
        #expect(space.contents == before)
        _ = try space.search(.solve, budget: "10%")
    }

    @Test func namesAreTakenOnce() throws {
        let space = try TinySpace()
        _ = try space.search(.solve)
        let folders = { try FileManager.default.contentsOfDirectory(atPath: space.file("d.runs")).count }
        #expect(throws: StoreError.nameTaken(path: space.databasePath, name: "tiny", suggestion: "tiny-2")) {
            try space.search(.solve)
        }
        #expect(try folders() == 1)
        for name in ["..", "Größe 3 × 4", String(repeating: "長", count: 200)] {
            let job = try space.search(.solve, name: name)
            #expect(job.experiment.name == name)
            #expect(!job.checkpoints.folder.contains("/") && job.checkpoints.folder.utf8.count < 60)
        }
        #expect(try space.search(.solve, name: nil).experiment.name == "tiny-1")
        #expect(try folders() == 5)
        #expect(!FileManager.default.fileExists(atPath: space.file("checkpoint")))
    }

    /// The failure of a run is recorded in the words it is given, and the run can go on.
    @Test func failuresAreRecorded() throws {
        let space = try TinySpace()
        let job = try space.search(.solve)
        // Its folder goes while it runs: the checkpoint has no place.
        let meter = ProgressMeter.listening { line in
            if line.hasPrefix("measuring") { try? FileManager.default.removeItem(atPath: space.file("d.runs")) }
        }
        let error = try #require(throws: SearchJobError.self) { try job.run(meter, Interruption()) { _ in "no room" } }
        guard case .unwritableCheckpoint("tiny", space.databasePath, _, ENOENT) = error else {
            Issue.record("\(error)")
            return
        }
        let database = try space.database()
        let trial = try database.trials(of: database.latestExperiment())[0]
        #expect(trial.status == .failed && trial.error == "no room")
        _ = try space.resume().run(.quiet, Interruption())
        #expect(try TrialRows(in: space).status == .finished)
    }

    /// What is measured by replacing one site at a time decides, is recorded, and is asked for again after a resume.
    @Test func measuredDamagesDecide() throws {
        let space = try TinySpace()
        let resolved = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        func damages(_ measures: Bool, _ name: String) throws -> [[Double]] {
            let request = try SearchRequest(
                resolved, budgets: Budgets(parsing: "30%"), scope: .deltaFrame, strategy: .solve,
                configuration: SearchConfiguration(measuresDamages: measures))
            _ = try SearchExperiment(request, name: name, databasePath: space.databasePath, workers: 2).job()
                .run(.quiet, Interruption())
            let finished = try FinishedSearch(name, databasePath: space.databasePath)
            #expect(finished.request.configuration.measuresDamages == measures)
            return finished.checkpoint.damages
        }
        let (estimated, measured) = try (damages(false, "estimated"), damages(true, "measured"))
        #expect(estimated.map(\.count) == measured.map(\.count) && estimated != measured)
        // The teacher's own convolution in its place does nothing; estimates of zero damage stay zero too.
        for site in measured { #expect(abs(site[site.count - 1]) < 1e-2) }
    }
}
