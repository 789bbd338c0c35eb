public import DeltaSearch
import ExperimentStore
import Foundation
import Networks
public import StudentSpace

/// Latencies of this machine: from the database where they were measured under the very same conditions, else measured
/// and kept there.
public struct MachineLatencies: LatencySource {
    private let databasePath: String
    private let machine: Machine
    private let refreshes: Bool
    private let report: @Sendable (LatencyReport) -> Void

    /// - Parameters:
    ///   - refreshes: measures whatever the database holds.
    ///   - report: told of every table before it is handed out.
    public init(
        databasePath: String, machine: Machine = .current, refreshes: Bool = false,
        report: @escaping @Sendable (LatencyReport) -> Void = { _ in }
    ) {
        self.databasePath = databasePath
        self.machine = machine
        self.refreshes = refreshes
        self.report = report
    }

    public func table(for subject: LatencySubject, _ observer: SearchSession.Observer) throws -> LatencyTable {
        let found = try report(for: subject.resolved, threads: subject.threads, observer)
        return found.table
    }

    public func knownTable(for subject: LatencySubject) throws -> LatencyTable? {
        guard let known = try known(subject.resolved, threads: subject.threads) else { return nil }
        report(known)
        return known.table
    }

    public func timing(for subject: LatencySubject) throws -> any FrameTiming { FrameTimer(threads: subject.threads) }

    /// The table of a space: looked up, or measured and kept. Reads no weights.
    ///
    /// - Throws: ``SettingError/memory(input:needed:available:)``, ``StoreError``, what compiling and running throw, and
    ///   what the observer throws.
    public func report(
        for resolved: ResolvedSpace, threads: Int, _ observer: SearchSession.Observer = .none
    ) throws -> LatencyReport {
        // Opened first: a database that takes no table is found before the work.
        let database = try ExperimentDatabase(path: databasePath)
        let conditions = conditions(resolved, threads: threads)
        let found =
            try (refreshes ? nil : Self.latest(resolved.space, under: conditions, in: database))
            ?? measure(resolved, conditions, database, observer)
        report(found)
        return found
    }

    /// The table of a space where it is known, read and never written; nil where there is none, or no database yet.
    func known(_ resolved: ResolvedSpace, threads: Int) throws -> LatencyReport? {
        let database: ExperimentDatabase
        do {
            database = try ExperimentDatabase(path: databasePath, mode: .readOnly)
        } catch StoreError.missingFile, StoreError.missingFolder, StoreError.emptyDatabase {
            return nil
        }
        return try Self.latest(resolved.space, under: conditions(resolved, threads: threads), in: database)
    }

    private func conditions(_ resolved: ResolvedSpace, threads: Int) -> LatencyConditions {
        LatencyConditions(
            processor: machine.processor, cores: machine.cores, library: machine.library, build: machine.build,
            threads: threads, architecture: resolved.teacher.identity, classes: resolved.classes,
            inputHeight: resolved.input.height, inputWidth: resolved.input.width)
    }

    /// The latest table that has every candidate of a space.
    private static func latest(
        _ space: SearchSpace, under conditions: LatencyConditions, in database: ExperimentDatabase
    ) throws -> LatencyReport? {
        try database.latencies(under: conditions).lazy
            .map { LatencyReport($0, isReused: true) }
            .first { report in
                space.choices.allSatisfy { choice in
                    choice.candidates.allSatisfy {
                        report.table.nanoseconds(site: choice.site.name, candidate: $0) != nil
                    }
                }
            }
    }

    private func measure(
        _ resolved: ResolvedSpace, _ conditions: LatencyConditions, _ database: ExperimentDatabase,
        _ observer: SearchSession.Observer
    ) throws -> LatencyReport {
        // The teacher's, the key frame's and one delta frame's features at once.
        try MemoryNeed.require(3, of: resolved.folded, input: resolved.input)
        let teacher = try TeacherModel(resolved.network, parameters: resolved.network.initialParameters(seed: 0))
        let profiler = try LatencyProfiler(teacher, space: resolved.space, threads: conditions.threads)
        let measurement = try profiler.measure(device: machine.description, observer)
        let record = try database.record(
            latencies: measurement.table, under: conditions, teacherSpread: measurement.teacher.spread,
            medianError: measurement.medianError, worstError: measurement.worstError)
        return LatencyReport(record, isReused: false, checks: measurement.checks)
    }
}
