import Compute
public import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// `deltanas search` and `deltanas resume`: one experiment from its inputs to a measured choice, recorded as it goes.
public final class SearchJob {
    /// Steps between checkpoints, and between rows of the database.
    public static let checkpointInterval = 40
    static let recordInterval = 10

    public let request: SearchRequest
    public let experiment: ExperimentRecord
    let database: ExperimentDatabase
    let trial: TrialRecord
    private let inputs: SearchInputs
    private let session: SearchSession
    private let checkpoint: CheckpointRecord?
    private let resumeCommand: String
    private var metrics: [MetricRecord] = []

    /// What a search found.
    public struct Outcome: Sendable {
        /// Every network that was measured on held-back frames, the best first.
        public var measured: [MeasuredProposal]
        /// Whether frames were held back to decide on.
        public var isHeldBack: Bool
        /// The best choice's expected damage, in nats a frame.
        public var damage: Double
    }

    /// A new experiment.
    ///
    /// - Parameter name: nil: numbered after the space's name.
    public init(_ request: SearchRequest, name: String?, databasePath: String, workers: Int) throws {
        let inputs = try SearchInputs(request.resolved)
        let database = try ExperimentDatabase(path: databasePath)
        let session = try Self.session(request, inputs, workers)
        experiment = try database.createExperiment(
            name.map { .exactly($0) } ?? .numbered(prefix: request.resolved.spaceFile.name),
            provenance: Self.provenance(request, inputs), settings: request.searchSettings,
            sites: Self.siteRecords(request))
        trial = try database.startTrial(of: experiment, seed: request.configuration.seed)
        checkpoint = nil
        self.request = request
        self.inputs = inputs
        self.database = database
        self.session = session
        resumeCommand = Self.resumeCommand(experiment.name, databasePath)
    }

    /// An experiment that was interrupted.
    ///
    /// - Parameter name: nil: the latest.
    /// - Throws: ``SearchJobError/inputChanged(experiment:input:path:)`` where space, teacher or data are not what they
    ///   were.
    public init(resuming name: String?, databasePath: String, workers: Int) throws {
        let database = try ExperimentDatabase(path: databasePath)
        let experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        guard let last = try database.trials(of: experiment).last, last.status != .finished else {
            throw SearchJobError.alreadyFinished(experiment: experiment.name)
        }
        let request = try SearchRequest(experiment)
        let inputs = try SearchInputs(request.resolved)
        try Self.requireUnchanged(experiment, inputs)
        session = try Self.session(request, inputs, workers)
        (trial, checkpoint) = try database.resume(trial: last.id)
        self.request = request
        self.experiment = experiment
        self.inputs = inputs
        self.database = database
        resumeCommand = Self.resumeCommand(experiment.name, databasePath)
    }

    /// Runs to the end, or to a checkpoint where the user asks for a stop.
    ///
    /// - Throws: ``Interrupted`` with the command that goes on.
    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> Outcome {
        do {
            let outcome = try runToTheEnd(meter, interruption)
            _ = try database.finish(trial: trial.id, .finished)
            return outcome
        } catch let error as Interrupted {
            _ = try database.finish(trial: trial.id, .interrupted)
            throw error
        } catch {
            // What went wrong matters more than whether it could be recorded.
            _ = try? database.finish(trial: trial.id, .failed(reason: "\(error)"))
            throw error
        }
    }

    private func runToTheEnd(_ meter: ProgressMeter, _ interruption: Interruption) throws -> Outcome {
        let observer = SearchSession.Observer(
            begin: { meter.begin($0, total: $1) },
            update: { meter.update($0) },
            end: { meter.end() })
        try session.prepare(observer)
        try stopIfAsked(interruption, writing: false)
        try recordDamages()
        if let checkpoint {
            let path = checkpoint.path
            guard FileManager.default.fileExists(atPath: path) else {
                throw SearchJobError.checkpointMissing(experiment: experiment.name, path: path)
            }
            try SearchCheckpoint(contentsOf: path).restore(session, path: path)
            meter.note("resumed at step \(checkpoint.step) from \(path)")
        }
        var measured: [MeasuredProposal] = []
        if let gumbel = session.gumbel {
            try advance(gumbel, to: request.configuration.searchSteps, "search", meter, interruption)
            if gumbel.settled == nil {
                measured = try session.choose(observer)
                try writeCheckpoint(step: gumbel.step)
            }
            try advance(gumbel, to: request.configuration.totalSteps, "settle", meter, interruption)
        } else {
            measured = try session.choose(observer)
        }
        let choice = session.gumbel?.settled ?? measured[0].proposal.choices
        let final = try measureFinal(choice, measured, observer)
        try writeCheckpoint(step: session.gumbel?.step ?? 0, choice: choice)
        return Outcome(
            measured: final, isHeldBack: !session.split.heldBack.isEmpty,
            damage: zip(session.damages, choice).reduce(0) { $0 + $1.0[$1.1] })
    }

    /// The chosen network with the weights that it ends with, beside what it was chosen over.
    private func measureFinal(
        _ choice: [Int], _ measured: [MeasuredProposal], _ observer: SearchSession.Observer
    ) throws -> [MeasuredProposal] {
        guard session.gumbel != nil, let bank = session.bank else { return measured }
        let measurement = Measurement(
            session.teacher, windows: session.split.deciding, of: session.source,
            interval: request.resolved.keyframeInterval, pool: session.pool)
        observer.begin("measuring the result", 1)
        defer { observer.end() }
        let settled = try measurement.rank(
            [Proposal(label: "the choice, its weights settled", choices: choice)], of: bank, progress: observer.update)
        return settled + measured
    }

    private func advance(
        _ gumbel: GumbelSearch, to end: Int, _ phase: String, _ meter: ProgressMeter, _ interruption: Interruption
    ) throws {
        guard gumbel.step < end else { return }
        let start = gumbel.step
        meter.begin(phase, total: end - start)
        while gumbel.step < end {
            let report = try gumbel.advance()
            guard report.divergence.isFinite else { throw SearchError.diverged(step: report.step) }
            meter.update(gumbel.step - start, detail: Self.detail(report))
            try record(report, gumbel)
            if gumbel.step % Self.checkpointInterval == 0 || interruption.isRequested {
                try writeCheckpoint(step: gumbel.step)
            }
            try stopIfAsked(interruption, writing: false)
        }
        meter.end()
    }

    private static func detail(_ report: GumbelSearch.Report) -> String {
        String(
            format: "KL %.4f · λ %.4f · τ %.2f · expected %.3f GMACs, chosen %.3f GMACs", report.divergence,
            report.lambda, report.temperature, report.expectedMACs / 1e9, Double(report.discreteMACs) / 1e9)
    }

    private func stopIfAsked(_ interruption: Interruption, writing: Bool) throws {
        guard interruption.isRequested else { return }
        throw Interrupted(exitCode: interruption.exitCode, resumeCommand: resumeCommand)
    }

    private static func session(
        _ request: SearchRequest, _ inputs: SearchInputs, _ workers: Int
    ) throws -> SearchSession {
        try SearchSession(
            inputs.teacher, space: request.resolved.space, limit: request.limit, source: FrameCache(inputs.clip.source),
            range: inputs.clip.range, strategy: request.strategy, configuration: request.configuration,
            pool: WorkerPool(count: workers))
    }

    private static func resumeCommand(_ name: String, _ databasePath: String) -> String {
        "\(RunOrigin.command) resume \(ShellWords.quoted(name)) --db \(ShellWords.quoted(databasePath))"
    }
}

// MARK: - Records

extension SearchJob {
    private func record(_ report: GumbelSearch.Report, _ gumbel: GumbelSearch) throws {
        let step = gumbel.step
        for (name, value) in [
            ("divergence", report.divergence), ("distillation", report.distillation), ("lambda", report.lambda),
            ("temperature", report.temperature), ("expected_macs", report.expectedMACs),
            ("discrete_macs", Double(report.discreteMACs)), ("entropy", report.entropy),
        ] {
            metrics.append(MetricRecord(step: step, name: name, value: value))
        }
        guard step % Self.recordInterval == 0 else { return }
        try flushMetrics()
        guard !gumbel.isSettling || step == request.configuration.searchSteps else { return }
        try database.record(
            probabilities: gumbel.probabilities.enumerated().map {
                ProbabilityRecord(step: step, site: $0, probabilities: $1)
            }, of: trial.id)
    }

    private func flushMetrics() throws {
        try database.record(metrics: metrics, of: trial.id)
        metrics.removeAll(keepingCapacity: true)
    }

    private func recordDamages() throws {
        try database.record(
            damages: session.damages.enumerated().flatMap { site, damages in
                damages.enumerated().map { CandidateDamage(site: site, candidate: $0, damage: $1) }
            }, of: experiment)
    }

    /// Writes the file first; the row is an index.
    private func writeCheckpoint(step: Int, choice: [Int]? = nil) throws {
        try flushMetrics()
        let folder = try ExperimentFolder.make(for: experiment.name, databasePath: database.path)
        let suffix = choice == nil ? "" : "-final"
        let path = folder + String(format: "/checkpoint-%06d%@.safetensors", step, suffix)
        try SearchCheckpoint(session, choice: choice).write(to: path)
        let stale = try database.recordCheckpoint(
            of: trial.id, step: step, path: path, sha256: SHA256.hex(ofFile: path))
        for file in stale where file != path { try? FileManager.default.removeItem(atPath: file) }
    }

    private static func provenance(_ request: SearchRequest, _ inputs: SearchInputs) -> Provenance {
        let origin = RunOrigin.current
        let data = request.resolved.data
        return Provenance(
            toolVersion: origin.toolVersion, revision: origin.revision, commandLine: origin.commandLine,
            host: origin.host, spacePath: SearchInputs.absolute(request.resolved.spaceFile.file),
            spaceJson: request.resolved.spaceText, spaceSha256: request.resolved.spaceSHA256,
            teacherPath: inputs.weightsPath, teacherSha256: inputs.teacherSHA256,
            dataText: data.hasPrefix("streets:") ? data : SearchInputs.absolute(data), dataSha256: inputs.dataSHA256)
    }

    static func requireUnchanged(_ experiment: ExperimentRecord, _ inputs: SearchInputs) throws {
        let provenance = experiment.provenance
        if inputs.teacherSHA256 != provenance.teacherSha256 {
            throw SearchJobError.inputChanged(
                experiment: experiment.name, input: "teacher", path: provenance.teacherPath)
        }
        if inputs.dataSHA256 != provenance.dataSha256 {
            throw SearchJobError.inputChanged(experiment: experiment.name, input: "data", path: provenance.dataText)
        }
    }

    private static func siteRecords(_ request: SearchRequest) -> [ExperimentStore.SiteRecord] {
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
