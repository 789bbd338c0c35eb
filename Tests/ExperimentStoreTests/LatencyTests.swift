import Networks
import StudentSpace
import Testing

@testable import ExperimentStore

@Suite struct LatencyTests {
    private static let conditions = LatencyConditions(
        processor: "Processor 9", cores: 4, library: "library 1 avx2", build: sampleSha256, threads: 2,
        architecture: "ddrnet-23-slim", classes: 11, inputHeight: 64, inputWidth: 128)

    private static func table(_ nanoseconds: Int, teacher: Int = 9_000_000) -> LatencyTable {
        LatencyTable(
            device: "Processor 9, 4 cores", threads: 2, input: Size(height: 64, width: 128),
            teacherNanoseconds: teacher, restNanoseconds: 1000,
            sites: ["conv1": ["teacher": nanoseconds, "zero": 0], "conv2": ["teacher": 7]])
    }

    private func record(_ table: LatencyTable, in database: ExperimentDatabase) throws -> LatencyRecord {
        try database.record(
            latencies: table, under: Self.conditions, teacherSpread: 0.03, medianError: 0.01, worstError: 0.04)
    }

    @Test func aTableComesBackAsItWasKept() throws {
        let folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("a.sqlite"))
        let written = try record(Self.table(500), in: database)
        let found = try #require(try database.latencies(under: Self.conditions).first)
        #expect(found == written)
        #expect(found.sites == Self.table(500).sites)
        #expect(found.teacherNanoseconds == 9_000_000 && found.restNanoseconds == 1000)
        #expect(found.device == "Processor 9, 4 cores")
        #expect(found.conditions == Self.conditions)
        #expect(found.teacherSpread == 0.03 && found.medianError == 0.01 && found.worstError == 0.04)
    }

    @Test func theLatestComesFirst() throws {
        let folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("a.sqlite"))
        for nanoseconds in [500, 600, 550] { _ = try record(Self.table(nanoseconds), in: database) }
        #expect(
            try database.latencies(under: Self.conditions).map { $0.sites["conv1"]?["teacher"] } == [550, 600, 500])
    }

    @Test func anyOtherConditionIsAnotherTable() throws {
        let folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("a.sqlite"))
        _ = try record(Self.table(500), in: database)
        let changes: [(inout LatencyConditions) -> Void] = [
            { $0.processor = "Processor 8" }, { $0.cores = 5 }, { $0.library = "library 1 avx512" },
            { $0.build = "other" }, { $0.threads = 1 }, { $0.architecture = "ddrnet-23" }, { $0.classes = 19 },
            { $0.inputHeight = 96 }, { $0.inputWidth = 64 },
        ]
        for change in changes {
            var other = Self.conditions
            change(&other)
            #expect(try database.latencies(under: other).isEmpty, "\(other)")
        }
    }

    @Test func timesThatCannotBeAreRefused() throws {
        let folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("a.sqlite"))
        #expect(throws: StoreError.self) { try record(Self.table(-1), in: database) }
        #expect(throws: StoreError.self) { try record(Self.table(1, teacher: 0), in: database) }
        // Nothing is left of a table that was refused.
        #expect(try database.integer("SELECT count(*) FROM latency_tables") == 0)
    }
}
