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

    func record(_ report: GumbelSearch.Report, _ gumbel: GumbelSearch) throws {
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
        try flushMetrics()
        // While the choice settles, probabilities stand.
        guard !gumbel.isSettling || isLastOfSearch else { return }
        try database.record(
            probabilities: gumbel.probabilities.enumerated().map {
                ProbabilityRecord(step: step, site: $0, probabilities: $1)
            }, of: trial.id)
    }

    private func flushMetrics() throws {
        try database.record(metrics: metrics, of: trial.id)
        metrics.removeAll(keepingCapacity: true)
    }

    func recordDamages() throws {
        try database.record(
            damages: candidates.map { CandidateDamage(site: $0, candidate: $1, damage: $2) }, of: experiment)
    }

    /// Damages of the students that were fitted anew on all frames.
    func recordRefittedDamages() throws {
        try database.record(
            scores: candidates.map { ScoreRecord(phase: "refitted", site: $0, candidate: $1, damage: $2) },
            of: trial.id)
    }

    private var candidates: [(site: Int, candidate: Int, damage: Double)] {
        session.damages.enumerated().flatMap { site, damages in damages.enumerated().map { (site, $0, $1) } }
    }

    func record(_ measured: [MeasuredProposal], _ frames: MeasurementRecord.Frames) throws {
        let step = session.gumbel?.step ?? 0
        let records = measured.enumerated().map { position, entry in
            MeasurementRecord(
                step: step, position: position, label: entry.proposal.label, frames: frames,
                agreement: entry.evaluation.agreement.share ?? 0, miou: entry.evaluation.student.meanIoU,
                deltaFrameMacs: entry.evaluation.deltaFrameMACs, predictedNanoseconds: entry.predictedNanoseconds,
                measuredNanoseconds: entry.time?.deltaFrame)
        }
        try database.record(measurements: records, step: step, of: trial.id)
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
    func write(_ stage: TrialCheckpoints.Stage, choice: [Int]? = nil) throws {
        try flushMetrics()
        let step = session.gumbel?.step ?? 0
        try checkpoints.write(SearchCheckpoint(session, choice: choice), step: step, stage, in: folder)
        savedStep = step
        savedAt = .now
    }

    /// Keeps the steps that no checkpoint holds yet.
    func saveProgress() throws {
        guard let gumbel = session.gumbel, gumbel.step > savedStep else { return }
        try write(gumbel.settled == nil ? .underway : .chosen)
    }

    func log(_ message: String, level: EventRecord.Level = .info) throws {
        try database.log(message, level: level, experiment: experiment.id, trial: trial.id)
    }
}

// MARK: - At the start

extension SearchJob {
    static func provenance(_ request: SearchRequest, _ inputs: SearchInputs) -> Provenance {
        let origin = RunOrigin.current
        let data = request.resolved.data
        return Provenance(
            toolVersion: origin.toolVersion, revision: origin.revision, commandLine: origin.commandLine,
            host: origin.host, spacePath: SearchInputs.absolute(request.resolved.spaceFile.file),
            spaceJson: request.resolved.spaceText, spaceSha256: request.resolved.spaceSHA256,
            teacherPath: inputs.weightsPath, teacherSha256: inputs.teacherSHA256,
            dataText: data.hasPrefix("streets:") ? data : SearchInputs.absolute(data), dataSha256: inputs.dataSHA256)
    }

    static func siteRecords(_ request: SearchRequest) -> [ExperimentStore.SiteRecord] {
        request.resolved.space.choices.map { choice in
            let site = choice.site
            return ExperimentStore.SiteRecord(
                name: site.name, inputChannels: site.input.channels, outputChannels: site.output.channels,
                kernelHeight: site.convolution.kernel.height, kernelWidth: site.convolution.kernel.width,
                strideHeight: site.convolution.stride.height, strideWidth: site.convolution.stride.width,
                groups: site.convolution.groups, teacherMacs: site.teacherMACs,
                candidates: zip(choice.candidates, choice.macs).map {
                    CandidateRecord(kind: $0.kind.rawValue, rank: $0.rank, macs: $1)
                })
        }
    }
}
