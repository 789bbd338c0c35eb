import DeltaSearch
import ExperimentStore
import StudentSpace
import VideoData

/// Runs that have come to their end.
extension FinetuneJob {
    /// Agreement by step, as recorded.
    static func measured(
        _ record: FinetuningRecord, _ database: ExperimentDatabase
    ) throws -> [(step: Int, agreement: Double)] {
        try database.metrics(ofFinetuning: record.id).filter { $0.name == "agreement" }.map { ($0.step, $0.value) }
    }

    /// The report of a run that has come to its end, from its records and from its student where it lies.
    static func report(
        _ record: FinetuningRecord, _ database: ExperimentDatabase, _ run: Finetuning, _ clip: Clip,
        _ output: StudentFolder, startHasSeenFrames: Bool
    ) throws -> FinetuneReport {
        let path = "\(output.path)/\(StudentFolder.specName)"
        let spec = try StudentSpec.read(path)
        let measured = try measured(record, database)
        let steps = spec.provenance.finetuning?.steps ?? 0
        return FinetuneReport(
            specPath: path, spec: spec, data: clip.source.name, range: clip.range, measured: measured,
            isHeldBack: !run.split.heldBack.isEmpty, startHasSeenFrames: startHasSeenFrames,
            best: run.best(of: measured) ?? (record.steps, 0),
            isSettled: steps > run.fittingSteps)
    }
}
