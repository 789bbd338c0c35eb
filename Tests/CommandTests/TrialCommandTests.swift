import ExperimentStore
import Foundation
import StudentSpace
import Testing

/// Many trials through the built command: processes of their own, and what happens when they are killed.
@Suite struct TrialCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func search(_ name: String, processes: Int) throws -> [String] {
        try SmallSearch(folder: folder).arguments(
            ["--seeds", "3", "--processes", "\(processes)", "--jobs", "2", "--checkpoint-interval", "0"],
            database: "\(name).sqlite")
    }

    private func student(_ name: String) throws -> Data? {
        let path = folder.file(name)
        let derived = try Tool.run(["derive", "--db", path + ".sqlite", "-o", path])
        #expect(derived.code == 0 && derived.errors.contains("the best of 3"), "\(derived.errors)")
        return FileManager.default.contents(atPath: path + "/student.safetensors")
    }

    /// The numbers of processes and kills change nothing in what trials come to.
    @Test func processesAndKillsChangeNothing() throws {
        let whole = try Tool.run(search("whole", processes: 1))
        #expect(whole.code == 0 && whole.output.contains("the best of 3 trials"), "\(whole.errors)")
        let shared = try Tool.run(search("shared", processes: 2) + ["--format", "csv"])
        #expect(shared.code == 0 && shared.output.contains("mine,2,2,"), "\(shared.errors)")

        // The process that has started the others is killed: they stop after a checkpoint, and what is left is taken up.
        let killed = try Tool.run(search("killed", processes: 2), signal: (SIGKILL, "3 trials"))
        #expect(killed.code == 128 + SIGKILL)
        var resumed = try Tool.run(["resume", "--db", folder.file("killed.sqlite")])
        for _ in 0..<100 where resumed.code == 2 && resumed.errors.contains("is being run") {
            usleep(100_000)
            resumed = try Tool.run(["resume", "--db", folder.file("killed.sqlite")])
        }
        #expect(resumed.code == 0 || resumed.errors.contains("has come to its end"), "\(resumed.errors)")

        // One of the others is killed: another takes its place.
        let path = folder.file("replaced.sqlite")
        let killer = Thread {
            for _ in 0..<3000 {
                usleep(10_000)
                guard let database = try? ExperimentDatabase(path: path, mode: .readOnly),
                    let trials = try? database.trials(of: database.latestExperiment()),
                    let owner = trials.first(where: { $0.status == .running && $0.owner != nil })?.owner
                else { continue }
                kill(owner.process, SIGKILL)
                return
            }
        }
        killer.start()
        let replaced = try Tool.run(search("replaced", processes: 2))
        #expect(replaced.code == 0 && replaced.errors.contains("in another process"), "\(replaced.errors)")

        let expected = try student("whole")
        #expect(expected != nil)
        #expect(try student("shared") == expected)
        #expect(try student("killed") == expected)
        #expect(try student("replaced") == expected)
        let database = try ExperimentDatabase(path: folder.file("shared.sqlite"), mode: .readOnly)
        let trials = try database.trials(of: database.latestExperiment())
        #expect(trials.map(\.leaseSerial) == [1, 1, 1] && trials.allSatisfy { $0.status == .finished })
    }

    @Test func interruptedWithItsProcesses() throws {
        let stopped = try Tool.run(search("stopped", processes: 2), signal: (SIGTERM, "3 trials"))
        #expect(stopped.code == 143 && stopped.errorLines.count == 1, "\(stopped.errors)")
        #expect(stopped.errors.contains("resume mine --db \(folder.file("stopped.sqlite"))"))
        let database = try ExperimentDatabase(path: folder.file("stopped.sqlite"), mode: .readOnly)
        let trials = try database.trials(of: database.latestExperiment())
        #expect(trials.allSatisfy { $0.status != .running && $0.owner == nil })
    }

    @Test func numbersOfTrials() throws {
        for (option, value) in [("--seeds", "0"), ("--processes", "0"), ("--checkpoint-interval", "-1")] {
            let result = try Tool.run(search("none", processes: 1) + [option, value])
            #expect(result.code == 2 && result.errors.contains(option), "\(result.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("none.sqlite")))
    }
}
