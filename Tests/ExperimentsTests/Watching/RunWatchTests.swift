import DeltaSearch
import ExperimentStore
import Foundation
import Testing

@testable import Experiments

@Suite struct RunWatchTests {
    @Test func phasesFollowTheRows() throws {
        let space = try TinySpace()
        let job = try space.search(steps: 8)
        let reader = try ExperimentDatabase(path: space.databasePath, mode: .readOnly)
        func phase() throws -> RunReading.Phase { try RunReading("tiny", in: reader).phase }
        #expect(try phase() == .statistics)
        let writer = try space.database()
        try writer.record(damages: [.init(site: 0, candidate: 0, damage: 1)], of: job.experiment)
        #expect(try phase() == .search)
        func step(_ step: Int) throws {
            try writer.record(metrics: [.init(step: step, name: "lambda", value: Double(step))], of: job.trial.id)
        }
        try step(4)
        #expect(try phase() == .settle)
        try step(8)
        #expect(try phase() == .measuring)
        #expect(try RunReading("tiny", in: reader).metric("lambda") == 8)
        _ = try writer.finish(trial: job.trial.id, .finished)
        #expect(try phase() == .finished)
    }

    @Test func theRateComesFromWhatWasSeen() throws {
        let space = try TinySpace()
        let job = try space.search(steps: 100)
        let writer = try space.database()
        try writer.record(damages: [.init(site: 0, candidate: 0, damage: 1)], of: job.experiment)
        let watch = try RunWatch("tiny", in: ExperimentDatabase(path: space.databasePath, mode: .readOnly))
        let start = Date()
        func look(_ step: Int, at seconds: Double) throws -> RunWatch.Look? {
            try writer.record(metrics: [.init(step: step, name: "lambda", value: 1)], of: job.trial.id)
            return try watch.look(now: start.addingTimeInterval(seconds))
        }
        #expect(try look(10, at: 0)?.secondsLeft == nil)
        let second = try look(20, at: 5)
        #expect(second?.rate == 2 && second?.secondsLeft == 40 && second?.share == 0.2)
        #expect(try look(20, at: 30)?.rate == 2)
    }

    /// Three looks in a row that find no process, and no step in between.
    @Test func aRunWhoseProcessIsGoneIsNotAlive() throws {
        let space = try TinySpace()
        let watch = {
            try RunWatch("tiny", in: ExperimentDatabase(path: space.databasePath, mode: .readOnly))
        }
        do {
            let job = try space.search()
            let held = try watch()
            for _ in 0..<5 { #expect(try held.look()?.isAlive == true) }
            withExtendedLifetime(job) {}
        }
        // Whoever drops a trial lets its lease go; so does who does not send a heartbeat for a minute.
        let gone = try watch()
        #expect(try (0..<5).map { _ in try gone.look()?.isAlive } == [true, true, true, false, false])
    }

    @Test func linesOfTheSystemsTable() {
        let table = """
            1: FLOCK  ADVISORY  WRITE 812 08:01:5678 0 EOF
            2: POSIX  ADVISORY  READ 9 08:01:9999 128 128
            2: -> FLOCK  ADVISORY  WRITE 812 08:01:4444 0 EOF

            """
        #expect(LockTable.isHeld(inode: 5678, table: table))
        #expect(!LockTable.isHeld(inode: 9999, table: table))
        #expect(!LockTable.isHeld(inode: 4444, table: table))
        #expect(!LockTable.isHeld(inode: 1, table: ""))
    }
}
