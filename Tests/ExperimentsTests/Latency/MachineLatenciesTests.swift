import DeltaSearch
import Foundation
import Networks
import StudentSpace
import Synchronization
import Testing

@testable import ExperimentStore
@testable import Experiments

@Suite struct MachineLatenciesTests {
    private static let machine = Machine(processor: "P", cores: 2, library: "L", build: "B")

    /// DDRNet at its smallest, two candidates a site.
    private static func space(_ candidates: String = #"["zero", "teacher"]"#) throws -> ResolvedSpace {
        let text = """
            {"format": "deltanas.space/1", "name": "tiny", "teacher": {"architecture": "ddrnet-23-slim", "classes": 4},
             "input": "64x64", "keyframeInterval": 4, "data": "streets:1,frames=8",
             "sites": [{"match": "final_layer.conv2", "candidates": ["teacher"]},
                       {"match": "*", "candidates": \(candidates)}]}
            """
        let file = try SpaceFile(JSONParser.parse(Array(text.utf8), file: "tiny.json"), file: "tiny.json")
        return try ResolvedSpace(file, text: text)
    }

    /// A table with every candidate of a space, kept under the conditions of ``machine``.
    private static func keep(_ resolved: ResolvedSpace, threads: Int, in path: String) throws {
        var sites: [String: [String: Int]] = [:]
        for choice in resolved.space.choices {
            sites[choice.site.name] = Dictionary(
                uniqueKeysWithValues: zip(choice.candidates, choice.macs).map { ("\($0)", $1) })
        }
        let table = LatencyTable(
            device: machine.description, threads: threads, input: resolved.input, teacherNanoseconds: 1_000_000,
            restNanoseconds: 1, sites: sites)
        let conditions = LatencyConditions(
            processor: "P", cores: 2, library: "L", build: "B", threads: threads, architecture: "ddrnet-23-slim",
            classes: 4, inputHeight: 64, inputWidth: 64)
        _ = try ExperimentDatabase(path: path).record(
            latencies: table, under: conditions, teacherSpread: 0, medianError: 0, worstError: 0)
    }

    private static func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/latencies-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func subject(_ resolved: ResolvedSpace, threads: Int) -> LatencySubject {
        LatencySubject(resolved: resolved, threads: threads)
    }

    @Test func aKnownTableIsUsedAgainAndSaidSo() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a.sqlite"
        let resolved = try Self.space()
        try Self.keep(resolved, threads: 1, in: path)
        let told = Mutex<[Bool]>([])
        let source = MachineLatencies(databasePath: path, machine: Self.machine) { report in
            told.withLock { $0.append(report.isReused) }
        }
        let table = try source.table(for: Self.subject(resolved, threads: 1), .none)
        #expect(table.teacherNanoseconds == 1_000_000)
        #expect(table == (try source.knownTable(for: Self.subject(resolved, threads: 1))))
        #expect(told.withLock { $0 } == [true, true])
    }

    @Test func othersConditionsAndOtherCandidatesAreNotKnown() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a.sqlite"
        let resolved = try Self.space()
        let source = MachineLatencies(databasePath: path, machine: Self.machine)
        #expect(try source.knownTable(for: Self.subject(resolved, threads: 1)) == nil)
        // Looking up makes no file.
        #expect(!FileManager.default.fileExists(atPath: path))

        try Self.keep(resolved, threads: 1, in: path)
        #expect(try source.knownTable(for: Self.subject(resolved, threads: 1)) != nil)
        #expect(try source.knownTable(for: Self.subject(resolved, threads: 2)) == nil)
        var newer = Self.machine
        newer.build = "C"
        let rebuilt = MachineLatencies(databasePath: path, machine: newer)
        #expect(try rebuilt.knownTable(for: Self.subject(resolved, threads: 1)) == nil)
        let wider = try Self.space(#"["zero", "pointwise", "teacher"]"#)
        #expect(try source.knownTable(for: Self.subject(wider, threads: 1)) == nil)
    }

    @Test func whatIsMissingIsMeasuredAndKept() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let resolved = try Self.space()
        let source = MachineLatencies(databasePath: folder + "/a.sqlite", machine: Self.machine)
        let measured = try source.report(for: resolved, threads: 1)
        #expect(!measured.isReused && !measured.checks.isEmpty)
        let known = try #require(try source.known(resolved, threads: 1))
        #expect(known.isReused && known.table == measured.table)

        let refreshing = MachineLatencies(databasePath: folder + "/a.sqlite", machine: Self.machine, refreshes: true)
        #expect(try !refreshing.report(for: resolved, threads: 1).isReused)
    }
}
