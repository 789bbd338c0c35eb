import Compute
import Foundation

/// `deltanas bench`: how fast the tool is on this machine and, beside it in turns, how fast its peers are.
public struct BenchJob: Sendable {
    public var settings: BenchSettings

    public init(_ settings: BenchSettings) { self.settings = settings }

    private static var groups: [any BenchGroup] {
        [
            SupernetStepRows.onePair, SupernetStepRows.fourPairs, SupernetMemoryRow(), WorkerScalingRow(),
            TeacherForwardRow(name: .teacherForwardT1, threads: 1),
            TeacherForwardRow(name: .teacherForwardAll, threads: nil), StatisticsRow(), KnapsackRow(),
            DeltaFrameRows.oneThread, DeltaFrameRows.allThreads,
        ]
    }

    /// Measures everything that is asked for.
    ///
    /// - Throws: ``PeerError/noPython(path:code:)`` before anything is measured; ``BenchError``; what reading inputs and
    ///   compiling plans throw. A peer that fails is a note of its row.
    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> BenchReport {
        let python = try settings.python.map { path throws(PeerError) in try PeerPython(path: path, interruption) }
        let conditions = BenchConditions.current
        let date = Date.now
        let context = BenchContext(settings, python: python, meter, interruption)
        var rows: [BenchRow] = []
        for group in Self.groups {
            let names = group.names.filter(settings.names.contains)
            if !names.isEmpty { rows += try group.measure(names, context) }
        }
        return BenchReport(
            date: date, machine: .current, conditions: conditions, origin: .current, versions: Self.versions(python),
            settings: settings,
            rows: BenchName.allCases.compactMap { name in rows.first { $0.name == name } })
    }

    /// What the process of `bench --peak-memory` does: the work of `supernet-memory-k2-p1`, and nothing else.
    ///
    /// - Returns: its peak memory, in MiB; nil where the system does not say.
    public func peakMemory() throws -> Double? {
        try SupernetMemoryRow.run(settings)
        return PeakMemory.mebibytes
    }

    private static func versions(_ python: PeerPython?) -> [BenchReport.Version] {
        [
            .init(name: "deltanas", version: ToolVersion.number),
            .init(name: "oneDNN", version: ComputeLibraries.oneDNN),
            .init(name: "OpenBLAS", version: ComputeLibraries.openBLAS),
            .init(name: "PyTorch", version: python?.torch),
            .init(name: "ONNX Runtime", version: python?.onnxRuntime),
            .init(name: "Python", version: python?.version),
        ]
    }
}
