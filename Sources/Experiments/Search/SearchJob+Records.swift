import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// What a search writes down on its way.
extension SearchJob {
    /// Steps between writes of numbers, and between the probabilities that are kept.
    static let recordInterval = 10

    func record(_ report: GumbelSearch.Report, _ gumbel: GumbelSearch, _ records: RunRecords) throws {
        let step = gumbel.step
        for (name, value) in [
            ("divergence", report.divergence), ("distillation", report.distillation), ("lambda", report.lambda),
            ("temperature", report.temperature), ("expected_macs", report.expectedMACs),
            ("discrete_macs", Double(report.discreteMACs)), ("entropy", report.entropy),
        ] {
            metrics.append(MetricRecord(step: step, name: name, value: value))
        }
        if let time = report.time {
            for (name, value) in [
                ("time_lambda", time.lambda), ("expected_nanoseconds", time.expectedNanoseconds),
                ("discrete_nanoseconds", Double(time.discreteNanoseconds)),
            ] {
                metrics.append(MetricRecord(step: step, name: name, value: value))
            }
        }
        let isLastOfSearch = step == request.configuration.searchSteps
        guard step.isMultiple(of: Self.recordInterval) || isLastOfSearch else { return }
        try flushMetrics(records)
        // While the choice settles, probabilities stand.
        guard !gumbel.isSettling || isLastOfSearch else { return }
        let probabilities = gumbel.probabilities.enumerated().map {
            ProbabilityRecord(step: step, site: $0, probabilities: $1)
        }
        try records.add { [trial] in try $0.record(probabilities: probabilities, of: trial.id) }
    }

    private func flushMetrics(_ records: RunRecords) throws {
        try records.add { [trial, metrics] in try $0.record(metrics: metrics, of: trial.id) }
        metrics.removeAll(keepingCapacity: true)
    }

    /// Damages of the closed-form students: the experiment's are those of its first trial.
    func recordDamages(_ records: RunRecords) throws {
        guard trial.position == 0 else { return try recordScores("fitted", records) }
        let damages = candidates.map { CandidateDamage(site: $0, candidate: $1, damage: $2) }
        try records.add { [experiment] in try $0.record(damages: damages, of: experiment) }
    }

    /// Damages of the students that were fitted anew on all frames.
    func recordRefittedDamages(_ records: RunRecords) throws { try recordScores("refitted", records) }

    private func recordScores(_ phase: String, _ records: RunRecords) throws {
        let scores = candidates.map { ScoreRecord(phase: phase, site: $0, candidate: $1, damage: $2) }
        try records.add { [trial] in try $0.record(scores: scores, of: trial.id) }
    }

    private var candidates: [(site: Int, candidate: Int, damage: Double)] {
        session.damages.enumerated().flatMap { site, damages in damages.enumerated().map { (site, $0, $1) } }
    }

    func record(
        _ measured: [MeasuredProposal], _ frames: MeasurementRecord.Frames, _ records: RunRecords
    ) throws {
        let step = session.gumbel?.step ?? 0
        let rows = measured.enumerated().map { position, entry in
            MeasurementRecord(
                step: step, position: position, label: entry.proposal.label, frames: frames,
                agreement: entry.evaluation.agreement.share ?? 0, miou: entry.evaluation.student.meanIoU,
                deltaFrameMacs: entry.evaluation.deltaFrameMACs, predictedNanoseconds: entry.predictedNanoseconds,
                measuredNanoseconds: entry.time?.deltaFrame)
        }
        try records.add { [trial] in try $0.record(measurements: rows, step: step, of: trial.id) }
    }

    /// The name of the supernet's agreement among a trial's numbers.
    static let mixtureAgreement = "mixture_agreement"

    /// What the supernet's mixture agreed with the teacher, and how much of it the choice has lost.
    func recordMixture(beside choice: MeasuredProposal) throws {
        guard let mixture = session.mixture?.agreement.share, let step = session.gumbel?.step else { return }
        let loss = mixture - (choice.evaluation.agreement.share ?? 0)
        metrics.append(MetricRecord(step: step, name: Self.mixtureAgreement, value: mixture))
        metrics.append(MetricRecord(step: step, name: "discretisation", value: loss))
    }

    /// Writes a checkpoint, numbers first: a row of a later step than its trial's would be lost on resuming.
    func write(_ stage: TrialCheckpoints.Stage, choice: [Int]? = nil, _ records: RunRecords) throws {
        try flushMetrics(records)
        let step = session.gumbel?.step ?? 0
        try checkpoints.write(SearchCheckpoint(session, choice: choice), step: step, stage, records)
        savedStep = step
        savedAt = .now
    }

    /// Keeps the steps that no checkpoint holds yet.
    func saveProgress(_ records: RunRecords) throws {
        guard let gumbel = session.gumbel, gumbel.step > savedStep else { return }
        try write(gumbel.settled == nil ? .underway : .chosen, records)
    }

    func log(_ message: String, level: EventRecord.Level = .info, _ records: RunRecords) throws {
        try records.add { [experiment, trial] in
            try $0.log(message, level: level, experiment: experiment.id, trial: trial.id)
        }
    }
}
