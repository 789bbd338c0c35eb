import Foundation
import RandomStreams
import StudentSpace

@testable import ExperimentStore
@testable import Experiments
@testable import deltanas

/// Databases: read by all that looks, opened for writing and written to.
final class DatabaseTarget: FuzzTarget {
    private let folder: String
    private let seed: [UInt8]
    private let looseSeed: [UInt8]

    init(scratch: String) throws {
        folder = scratch
        let path = scratch + "/seed.sqlite"
        try DatabaseSeed.write(to: path)
        try Rows.settle(path)
        seed = try Scratch.read(path)
        try Rows.loosen(path)
        looseSeed = try Scratch.read(path)
        Self.removeBeside(path)
    }

    private static func removeBeside(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    func makeInput(_ stream: inout RandomStream) throws -> [UInt8] {
        if stream.chance(0.6) {
            let path = folder + "/input.sqlite"
            Self.removeBeside(path)
            try Scratch.write(looseSeed, to: path)
            try Rows.mutate(path, &stream)
            return try Scratch.read(path)
        }
        var bytes = seed
        // The schema's page is one of many.
        if stream.chance(0.3) {
            Bytes.mutate(&bytes, [], &stream)
        } else {
            for _ in 0..<stream.count(upTo: 20) {
                let page = 4096 * stream.below(bytes.count / 4096)
                // Headers of pages and of cells stand at their two ends.
                let at = page + (stream.chance(0.4) ? stream.below(64) : 4095 - stream.below(1200))
                bytes[at] =
                    stream.chance(0.5) ? UInt8(stream.below(256)) : stream.one(of: [0, 1, 6, 8, 9, 0x7F, 0x80, 0xFF])
            }
        }
        return bytes
    }

    func consume(_ input: [UInt8]) throws {
        let path = folder + "/d.sqlite"
        Self.removeBeside(path)
        try Scratch.write(input, to: path)
        // Each takes its time: two of them a case, which ones follows from the input.
        var dice = input.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        for _ in 0..<2 {
            let name = [nil, "plain", "huge"][Int((dice >> 8) % 3)]
            switch dice % 11 {
            case 0: try attempt { try self.list(path) }
            case 1, 2: try attempt { try self.show(name, at: path) }
            case 3: try attempt { try self.compare(at: path) }
            case 4, 5: try attempt { try self.plotAndWatch(name, at: path) }
            case 6: try attempt { try self.report(name, at: path) }
            case 7, 8: try attempt { try self.write(path) }
            case 9: try attempt { _ = try FinishedSearch(name, databasePath: path) }
            default: try attempt { try self.resume(name, at: path) }
            }
            dice = dice >> 16
        }
        let database = try ExperimentDatabase(path: path, mode: .readOnly, patience: 0.2)
        _ = try database.experiments()
    }

    /// Each thing by itself: one error does not hide the next.
    private func attempt(_ body: () throws -> Void) throws {
        do { try body() } catch { try FuzzCase.judge(error) }
    }

    /// As far as a trial that is claimed, and what care is taken of the file.
    private func resume(_ name: String?, at path: String) throws {
        _ = try DatabaseInfo(path: path)
        let search = try SearchExperiment(resuming: name, databasePath: path, workers: 1)
        _ = try search.next()
    }

    private func open(_ path: String) throws -> ExperimentDatabase {
        try ExperimentDatabase(path: path, mode: .readOnly, patience: 0.2)
    }

    private func list(_ path: String) throws {
        let database = try open(path)
        let keys = ExperimentsText.columns.map(\.key)
        let table = ExperimentsText.list(try ExperimentSummary.all(in: database), keys: keys)
        _ = (table.text, table.csv, table.json.text(), table.order(by: "name", descending: true))
        _ = try database.latencies(under: DatabaseSeed.conditions)
    }

    private func show(_ name: String?, at path: String) throws {
        let database = try open(path)
        let details = try ExperimentDetails(name, in: database)
        let text = ExperimentText(details)
        _ = (text.table, text.json.text(), text.candidates.csv)
        _ = try database.paretoPoints(of: details.experiment)
        for trial in details.trials {
            _ = (try database.scores(of: trial.record.id), try database.keptCheckpoints(of: trial.record.id))
        }
    }

    private func compare(at path: String) throws {
        let database = try open(path)
        let comparison = ComparisonText(
            comparison: ExperimentComparison(
                try ExperimentDetails("huge", in: database), try ExperimentDetails("plain", in: database)),
            skipsUnchanged: false)
        _ = (comparison.table, comparison.json.text(), comparison.sites.csv)
    }

    private func plotAndWatch(_ name: String?, at path: String) throws {
        let database = try open(path)
        for run in [RecordedNumbers.Run.trial(nil), .trial(1), .finetuning] {
            try attempt {
                for series in try RecordedNumbers(name, run: run, in: database).series([]) {
                    let points = series.thinned(to: 40).points.map { (Double($0.step), $0.value) }
                    _ = TerminalPlot(title: series.name, points: points, width: 40, height: 9, isASCII: true).text
                }
            }
        }
        guard let look = try RunWatch(name, in: database).look() else { return }
        let text = WatchText(look: look)
        _ = (text.block, text.line, WatchText.table([look]).csv)
    }

    private func report(_ name: String?, at path: String) throws {
        let page = folder + "/page.html"
        unlink(page)
        _ = try ReportJob(experiment: name, databasePath: path, output: page, frameCount: 1).run(
            ProgressMeter(isTerminal: false, isQuiet: true) { _ in }
        ) { ErrorMessage($0).reason }
    }

    private func write(_ path: String) throws {
        let database = try ExperimentDatabase(path: path, patience: 0.2)
        let experiment = try database.latestExperiment()
        try attempt { _ = try database.resume(trial: try database.trials(of: experiment).last?.id ?? 1) }
        let trial = try database.startTrial(of: experiment, seed: 9)
        try attempt { try database.record(metrics: [.init(step: 3, name: "m", value: 1)], of: trial.id) }
        try attempt {
            try database.record(
                probabilities: [.init(step: 3, site: 0, probabilities: [0.5, 0.25, 0.25])], of: trial.id)
        }
        try attempt {
            _ = try database.recordCheckpoint(of: trial.id, step: 4, path: "c", sha256: DatabaseSeed.digest)
        }
        try attempt { try database.record(damages: [.init(site: 0, candidate: 0, damage: 1)], of: experiment) }
        try attempt { _ = try database.finish(trial: trial.id, .interrupted) }
        _ = try database.createExperiment(
            .numbered(prefix: "plain"), provenance: experiment.provenance, settings: experiment.settings,
            sites: DatabaseSeed.sites(4000))
    }

    /// What SQLite caches of a file, and a page with pictures.
    func allowance(_ input: [UInt8]) -> Int { (128 << 20) + 64 * input.count }
}
