import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import Synchronization
import Testing

@testable import Experiments

@Suite struct DeriveJobTests {
    /// A finished search by statistics and knapsack.
    private static let finished = Result {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        return space
    }

    private func copy() throws -> TinySpace { try TinySpace(copying: Self.finished.get()) }

    private func findings(_ specPath: String) throws -> [VerificationFinding] {
        try VerifyJob(specPath: specPath).run().findings
    }

    /// From below what most sites need to more than the teacher costs, in both units, all from one experiment.
    @Test func everyBudgetIsKept() throws {
        let space = try copy()
        let budgets = [
            "6%", "7.5%", "9%", "12.5%", "17%", "21.3%", "12 MMACs", "40MFLOPs", "33.333%", "60MFLOPs", "80%", "150%",
        ]
        let derived = try space.derive(budgets)
        #expect(derived.map(\.limit.text) == budgets)
        var damages: [Double] = []
        for student in derived.sorted(by: { $0.limit.deltaFrameMACs < $1.limit.deltaFrameMACs }) {
            #expect(try findings(student.specPath).isEmpty)
            #expect(student.spec.use.deltaFrameMACs <= student.limit.deltaFrameMACs)
            #expect(student.folder.hasSuffix("/student/" + student.limit.text.filter { $0 != " " }))
            damages.append(student.spec.sites.reduce(0) { $0 + ($1.damage ?? .infinity) })
        }
        // The dearest student is the teacher.
        #expect(damages.last.map { $0 < 1e-3 * damages[0] } == true)
        #expect(try space.database().derivations(of: space.database().latestExperiment()).count == 12)
    }

    @Test func theSearchsOwnBudgetGivesItsChoice() throws {
        let space = try copy()
        let measured = try TrialRows(in: space).measurements
        let byDefault = try space.derive(to: "a")[0]
        let byName = try space.derive(["30%"], to: "b", name: "tiny")[0]
        #expect(byDefault.isSearchChoice && byDefault.measured.count == 1)
        #expect(byDefault.spec == byName.spec)
        #expect(byDefault.spec.use.deltaFrameMACs == measured[0].deltaFrameMacs)
        let other = try space.derive(["29%"], to: "c")[0]
        #expect(!other.isSearchChoice && other.measured.count > 1)
    }

    @Test func oneInfeasibleBudgetStopsThemAll() throws {
        let space = try copy()
        #expect(throws: InfeasibleBudget.self) { try space.derive(["50%", "1kMACs", "20%"]) }
        #expect(!FileManager.default.fileExists(atPath: space.file("student")))
        #expect(try space.database().derivations(of: space.database().latestExperiment()).isEmpty)
        // What is asked for twice is derived once.
        #expect(try space.derive(["50%", "20%", "50%"]).count == 2)
    }

    @Test func unfinishedDamagedAndMissing() throws {
        let space = try copy()
        _ = try space.search(name: "young")
        #expect(throws: SearchJobError.unfinished(experiment: "young", database: space.databasePath)) {
            try space.derive()
        }
        let database = try space.database()
        let trial = try database.trials(of: database.experiment(named: "tiny"))[0]
        let checkpoint = try #require(try database.lastCheckpoint(of: trial.id))
        let path = space.file("d.runs/" + checkpoint.path)
        let bytes = try #require(FileManager.default.contents(atPath: path))
        try bytes.dropLast().write(to: URL(fileURLWithPath: path))
        #expect(throws: SearchJobError.damagedCheckpoint(experiment: "tiny", path: path, .altered)) {
            try space.derive(name: "tiny")
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: SearchJobError.damagedCheckpoint(experiment: "tiny", path: path, .missing)) {
            try space.derive(name: "tiny")
        }
        try FileManager.default.removeItem(atPath: space.databasePath)
        #expect(throws: StoreError.missingFile(path: space.databasePath)) { try space.derive() }
        #expect(!space.contents.contains("d.sqlite") && !space.contents.contains("student"))
    }

    /// What lies in the folder stays; only an older student makes place.
    @Test func foldersWithOtherContent() throws {
        let space = try copy()
        let make = { (name: String, file: String) in
            try FileManager.default.createDirectory(atPath: space.file(name), withIntermediateDirectories: true)
            try "mine".write(toFile: space.file("\(name)/\(file)"), atomically: true, encoding: .utf8)
        }
        for file in ["student.json", "student.safetensors", "teacher.safetensors"] {
            try make("their " + file, file)
            let path = space.file("their \(file)/\(file)")
            #expect(throws: SearchJobError.foreignFile(path)) { try space.derive(to: "their " + file) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        }
        try make("student", "notes.txt")
        _ = try space.derive(["20%"])
        let first = try StudentSpec.read(space.file("student/student.json"))
        _ = try space.derive(["40%"])
        #expect(try StudentSpec.read(space.file("student/student.json")) != first)
        #expect(try findings(space.file("student/student.json")).isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: space.file("student")).sorted() == [
                "notes.txt", "student.json", "student.safetensors", "teacher.safetensors",
            ])
        #expect(throws: SearchJobError.folder(space.file("student/notes.txt"), code: ENOTDIR)) {
            try space.derive(to: "student/notes.txt")
        }
        // A place that nothing can be made in, whoever asks.
        #expect(throws: SearchJobError.self) {
            try DeriveJob(nil, databasePath: space.databasePath, workers: 2).run(
                budgets: [], scope: nil, folder: "/proc/nowhere/student", .quiet, Interruption(), command: "derive")
        }
    }

    @Test func stopsWhenAsked() throws {
        let space = try copy()
        let interruption = Interruption()
        let job = try DeriveJob(nil, databasePath: space.databasePath, workers: 2)
        #expect(throws: Interrupted(exitCode: 130, resumeCommand: "derive again")) {
            try job.run(
                budgets: [], scope: nil, folder: space.file("student"),
                .listening { if $0.hasPrefix("measuring") { interruption.request() } }, interruption,
                command: "derive again")
        }
        #expect(!space.contents.contains("student"))
    }

    /// Several processes may derive into one folder, beside a search that writes to the same database.
    @Test func sideBySide() throws {
        let space = try copy()
        nonisolated(unsafe) let search = try space.search(.solve, name: "beside")
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { index in
            do {
                if index == 0 {
                    _ = try search.run(.quiet, Interruption())
                } else {
                    _ = try space.derive(["\(10 * index)%"], name: "tiny", workers: 1)
                }
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        #expect(failures.withLock { $0.map { "\($0)" } } == [])
        #expect(try findings(space.file("student/student.json")).isEmpty)
        #expect(try TrialRows("beside", in: space).status == .finished)
    }
}
