import Foundation
import GRDB
import Testing

@testable import ExperimentStore

@Suite struct ConcurrencyTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
    }

    @Test func twoWritersOnOneFile() async throws {
        let writers = [try ExperimentDatabase(path: path), try ExperimentDatabase(path: path)]
        let experiment = try writers[0].createSample()
        let trials = try (0..<2).map { try writers[$0].startTrial(of: experiment, seed: UInt64($0)).id }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (writer, trial) in zip(writers, trials) {
                group.addTask {
                    for step in 1...100 {
                        try writer.record(metrics: [MetricRecord(step: step, name: "loss", value: 1)], of: trial)
                    }
                }
            }
            try await group.waitForAll()
        }
        for trial in trials { #expect(try writers[0].metrics(of: trial).map(\.step) == Array(1...100)) }
    }

    @Test func aReaderWhileARunWrites() async throws {
        let writer = try ExperimentDatabase(path: path)
        let trial = try writer.startTrial(of: try writer.createSample(), seed: 1).id
        let reader = try ExperimentDatabase(path: path, mode: .readOnly, patience: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for step in 1...200 {
                    let metrics = ["loss", "lambda"].map { MetricRecord(step: step, name: $0, value: 1) }
                    try writer.record(metrics: metrics, of: trial)
                }
            }
            group.addTask {
                var seen = 0
                for _ in 0..<200 {
                    let count = try reader.metrics(of: trial).count
                    #expect(count.isMultiple(of: 2), "half a transaction was seen")
                    #expect(count >= seen)
                    seen = count
                }
            }
            try await group.waitForAll()
        }
        #expect(try reader.metrics(of: trial).count == 400)
    }

    @Test func aReaderInATransactionDoesNotHoldUpTheWriter() throws {
        let writer = try ExperimentDatabase(path: path, patience: 0)
        _ = try writer.createSample(.exactly("first"))
        let reader = try ExperimentDatabase(path: path, mode: .readOnly)
        try reader.read { db in
            let before = try Int.fetchOne(db, sql: "SELECT count(*) FROM experiments")
            _ = try writer.createSample(.exactly("second"))
            let after = try Int.fetchOne(db, sql: "SELECT count(*) FROM experiments")
            #expect(before == 1 && after == 1)
        }
        #expect(try reader.experiments().count == 2)
    }

    @Test func aReaderNeverWrites() throws {
        _ = try ExperimentDatabase(path: path)
        let reader = try ExperimentDatabase(path: path, mode: .readOnly)
        #expect(throws: DatabaseError.self) {
            try reader.connection.writeWithoutTransaction { db in try db.execute(sql: "DELETE FROM experiments") }
        }
    }

    @Test(arguments: 0..<5) func manyThreadsOpenANewFileAtOnce(attempt: Int) async throws {
        let path = folder.file("threads-\(attempt).sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try ExperimentDatabase(path: path).createSample(.numbered(prefix: "run")) }
            }
            try await group.waitForAll()
        }
        let names = try ExperimentDatabase(path: path, mode: .readOnly).experiments().map(\.name)
        #expect(names == (1...8).map { "run-\($0)" })
    }

    @Test func manyProcessesOpenANewFileAtOnce() async throws {
        await withTaskGroup(of: Void.self) { [path] group in
            for _ in 0..<8 {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String] in
                        _ = try ExperimentDatabase(path: path).createSample(.numbered(prefix: "run"))
                    }
                }
            }
        }
        let names = try ExperimentDatabase(path: path, mode: .readOnly).experiments().map(\.name)
        #expect(names == (1...8).map { "run-\($0)" })
    }
}
