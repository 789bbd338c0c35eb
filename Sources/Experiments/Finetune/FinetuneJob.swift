import Compute
import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import ONNX
public import StudentSpace
import VideoData

/// `deltanas finetune`: trains a derived student's weights end to end and writes it to a folder of its own.
///
/// A run that was interrupted or cut off goes on where it was when the same command is given again: it is known by what
/// determines its result. Of one that came to its end, and whose student is still where it would go, the report is given
/// again.
public final class FinetuneJob {
    public let request: FinetuneRequest
    public let database: ExperimentDatabase
    public let record: FinetuningRecord
    /// Steps done when this process took the run up.
    public let resumedAt: Int
    /// What an earlier run came to whose student is still in place: nothing is left to do.
    public let finished: FinetuneReport?
    /// Checkpoints that had to be passed over, the latest first.
    public let damagedCheckpoints: [FinetuneError]
    public let clip: Clip
    public let spec: StudentSpec
    /// Bytes that the run takes at its most, estimated.
    public let memoryNeed: Int
    let run: Finetuning
    let runs: RunsFolder
    private let loaded: StudentFiles.Loaded
    private let output: StudentFolder
    /// The spec that lay in the output folder at the start: what the result may replace.
    private let replacedSpec: String?
    private let dataSHA256: String
    /// Whether the student was fitted on these frames, those that are held back here among them.
    private let startHasSeenFrames: Bool
    private let specSHA256: String
    /// Nil where nothing is run.
    private let lock: RunLock?
    private let resumeCommand: String
    /// Seconds of work between checkpoints.
    public var checkpointInterval = 30.0 { didSet { schedule = .every(.seconds(checkpointInterval)) } }
    /// When to write the next checkpoint.
    var schedule = CheckpointSchedule.every(.seconds(30))
    /// How long the run waits for room where it has to; nil: as usual.
    var patience: Duration?
    /// Numbers that are not written yet.
    private var metrics: [MetricRecord] = []
    var savedStep: Int
    var savedAt = ContinuousClock.now

    /// Reads and checks all inputs, then starts a run or takes up the one that these inputs have.
    ///
    /// - Parameters:
    ///   - command: what a user types to go on after an interruption.
    ///   - wait: for a database that is busy; nil: not for long.
    /// - Throws: ``StudentFileError``, ``FinetuneError``, ``SearchJobError/folder(_:code:)``; what reading, building and
    ///   the database throw.
    public init(
        _ request: FinetuneRequest, databasePath: String, workers: Int, command: String, wait: StartWait? = nil
    ) throws {
        self.request = request
        resumeCommand = command
        loaded = try StudentFiles.load(request.specPath)
        let (spec, model) = (loaded.spec, loaded.teacher)
        self.spec = spec
        if request.configuration.tunesTeacher, model.outputs.count > 1 || model.predicts == .features {
            throw SettingError.teacherOutputs(spec: request.specPath)
        }
        specSHA256 = try SHA256.hex(ofFile: request.specPath)
        clip = try Clip(
            data: request.data, frames: request.frames,
            size: FrameSize(height: model.input.height, width: model.input.width), classes: model.classes)
        if request.configuration.labelWeight > 0 {
            guard model.predicts == .classes else { throw SettingError.noClasses(for: .labels) }
            guard model.classes <= LabelMap.mostClasses else {
                throw SettingError.tooManyChannels(model.classes, for: .labels, allowed: LabelMap.mostClasses)
            }
            guard clip.source.isLabelled else { throw FinetuneError.unlabelled(source: clip.source.name) }
        }
        let longest = clip.videos.map(\.count).max() ?? 0
        if longest < spec.keyframeInterval {
            throw FinetuneError.clipTooShort(
                source: clip.source.name, frames: longest, needed: spec.keyframeInterval)
        }
        if Self.canonical(request.folder) == Self.canonical(StudentFiles.folder(of: request.specPath)) {
            throw FinetuneError.sameFolder(request.folder)
        }
        memoryNeed = try MemoryNeed.require(
            FinetuneFootprint(
                model, loaded.student, configuration: request.configuration, frames: clip.frameCount, workers: workers),
            clips: request.configuration.clips)
        output = StudentFolder(path: request.folder)
        try output.requireUsable(
            teacher: SHA256.hex(ofFile: loaded.teacherPath),
            original: request.configuration.tunesTeacher || loaded.originalPath != nil)
        replacedSpec = output.specSHA256
        dataSHA256 = try clip.fingerprint()
        let known = [spec.provenance.data, spec.provenance.finetuning?.data].compactMap { $0?.sha256.description }
        startHasSeenFrames = known.contains(dataSHA256)
        run = try Finetuning(
            model, loaded.student, original: loaded.original(), source: FrameCache(clip.source), range: clip.range,
            interval: spec.keyframeInterval, startHasSeenFrames: startHasSeenFrames,
            configuration: request.configuration, pool: WorkerPool(count: workers))
        guard run.hasWeights else { throw FinetuneError.nothingToTrain(spec: request.specPath) }

        database = try wait?.open(databasePath) ?? ExperimentDatabase(path: databasePath)
        runs = RunsFolder(databasePath: databasePath)
        let settings = request.configuration.json.text()
        let identity = SHA256.hex(
            of: [specSHA256, spec.weights.sha256.description, dataSHA256, "\(clip.range)", settings]
                .joined(separator: "\n").utf8)
        let origin = RunOrigin.current
        let new = NewFinetuning(
            identity: identity, toolVersion: origin.toolVersion, revision: origin.revision,
            commandLine: origin.commandLine, host: origin.host, experiment: spec.provenance.experiment,
            specPath: SearchInputs.absolute(request.specPath), specSha256: specSHA256,
            dataText: request.data.map { DataSource.text($0, changingPath: SearchInputs.absolute) }
                .joined(separator: " "),
            dataSha256: dataSHA256, frames: clip.range, seed: request.configuration.seed,
            steps: request.configuration.steps, settingsJson: request.settingsJSON.text(), runFolder: "",
            folder: SearchInputs.absolute(request.folder))
        let own = try output.intactSpec.flatMap { [database] text in
            try wait.retrying { try database.finishedFinetuning(identity, spec: text) }
        }
        if request.unfinished != .beginAnew, let done = own {
            (record, lock, damagedCheckpoints) = (done, nil, [])
            finished = try Self.report(done, database, run, clip, output, startHasSeenFrames: startHasSeenFrames)
        } else {
            // A run that was cut short may have written its student already.
            let isUnfinished = try wait.retrying { [database] in try database.unfinishedFinetuning(identity) } != nil
            if own == nil, !isUnfinished, !request.overwrites { try output.requireNothingFinetuned() }
            let start = try wait.retrying { [database, run, runs] in
                try Self.start(new, request.unfinished, run, runs, database)
            }
            (record, lock, damagedCheckpoints) = (start.record, start.lock, start.damaged)
            finished = nil
        }
        resumedAt = run.step
        savedStep = run.step
    }

    /// Runs to the end, or until the user asks for a stop; what was done by then is kept.
    ///
    /// - Parameter describe: how the database calls what ends the run.
    /// - Throws: ``Interrupted`` with the command that goes on.
    public func run(
        _ meter: ProgressMeter, _ interruption: Interruption, describe: (any Error) -> String = { "\($0)" }
    ) throws -> FinetuneReport {
        if let finished { return finished }
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: resumeCommand)
        let records = RunRecords(database, watch)
        if let patience { records.wait.patience = patience }
        do {
            try train(watch, records)
            return try finish(records)
        } catch let error as Interrupted {
            meter.abandon()
            do {
                try save(records)
                try records.settle()
            } catch is Interrupted {
                meter.note("what was done since the last checkpoint is not kept: there is no room for it")
            }
            // It matters less than the command that goes on.
            try? database.stop(finetuning: record.id, .interrupted)
            throw error
        } catch {
            meter.abandon()
            // Weights that have diverged are worth nothing; of all else that may happen the steps are no fault.
            let isDivergence = if case SearchError.diverged = error { true } else { false }
            if !isDivergence { try? save(records) }
            try? database.stop(finetuning: record.id, .failed(reason: describe(error)))
            if case SearchError.diverged(let step) = error { throw FinetuneError.diverged(step: step) }
            throw error
        }
    }

    /// A folder's path without links; as it is where there is no such folder.
    private static func canonical(_ folder: String) -> String {
        let path = folder.isEmpty ? "." : folder
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private func train(_ watch: Watch, _ records: RunRecords) throws {
        let meter = watch.meter
        // All steps were done before: what is left is writing.
        guard !run.isFinished else { return }
        meter.begin("fine-tune", total: request.configuration.steps, done: run.step)
        if run.step == 0 { try measure(records) }
        var loss: Double?
        while !run.isFinished {
            try watch.check()
            let report = try run.advance()
            loss = loss.map { 0.95 * $0 + 0.05 * report.losses.divergence } ?? report.losses.divergence
            note(report)
            let isLastOfFitting = run.step == run.fittingSteps
            if run.step.isMultiple(of: measureInterval) || isLastOfFitting || run.isFinished {
                try measure(records)
            }
            meter.update(run.step, detail: detail(loss))
            // Rows that have to wait are no reason to fill the disk.
            if schedule.isDue(step: run.step, since: savedAt), !run.isFinished, !records.isBehind { try save(records) }
        }
        meter.end(detail(loss))
    }

    /// Steps between two measurements: in a short run at least half a dozen of them.
    private var measureInterval: Int {
        max(1, min(request.configuration.measureInterval, run.fittingSteps / 6))
    }

    private func detail(_ loss: Double?) -> String {
        var text = loss.map { String(format: "divergence %.5f", $0) } ?? ""
        if let best = run.bestMeasured {
            text += String(
                format: (text.isEmpty ? "" : " · ") + "%@ %.4f at step %d",
                run.split.heldBack.isEmpty ? "agreement" : "held-back agreement",
                best.agreement, best.step)
        }
        return text
    }

    private func measure(_ records: RunRecords) throws {
        metrics.append(MetricRecord(step: run.step, name: "agreement", value: try run.measure()))
        try flush(records)
    }

    private func note(_ report: Finetuning.Report) {
        let values: [(String, Double?)] = [
            ("divergence", report.losses.divergence), ("distillation", report.losses.distillation),
            ("label_loss", report.losses.labels), ("key_divergence", report.losses.key),
            ("learning_rate", report.learningRate),
        ]
        for (name, value) in values {
            guard let value else { continue }
            metrics.append(MetricRecord(step: run.step, name: name, value: value))
        }
    }

    func flush(_ records: RunRecords) throws {
        try records.add { [record, metrics] in try $0.record(metrics: metrics, ofFinetuning: record.id) }
        metrics.removeAll(keepingCapacity: true)
    }

    private func finish(_ records: RunRecords) throws -> FinetuneReport {
        guard output.specSHA256 == replacedSpec else { throw FinetuneError.folderTaken(request.folder) }
        let outcome = try run.result()
        let best = run.bestMeasured ?? (run.step, 0)
        let spec = try write(outcome, records)
        try flush(records)
        try records.settle()
        let measured = try Self.measured(record, database)
        let agreement = outcome.isSettled ? measured.last?.agreement : best.agreement
        try records.add { [record, runs] in
            let stale = try $0.finish(finetuning: record.id, agreement: agreement, spec: spec.json.text())
            for file in stale { try? FileManager.default.removeItem(atPath: runs.file(file)) }
        }
        try records.settle()
        runs.remove(record.runFolder)
        return FinetuneReport(
            specPath: "\(output.path)/\(StudentFolder.specName)", spec: spec, data: clip.source.name,
            range: clip.range, measured: measured, isHeldBack: !run.split.heldBack.isEmpty,
            startHasSeenFrames: startHasSeenFrames, best: best, isSettled: outcome.isSettled)
    }

    /// Writes the student, and waits for room where there is none.
    ///
    /// - Throws: ``FinetuneError/unwritableStudent(path:code:)``; ``Interrupted``.
    private func write(_ outcome: Finetuning.Outcome, _ records: RunRecords) throws -> StudentSpec {
        let weights = try StudentFiles.weights(outcome.student, loaded.teacher)
        let teacher = StudentFolder.TeacherFiles(
            path: loaded.teacherPath, tuned: try outcome.teacher.map { try StudentFiles.tunedTeacher($0, loaded) },
            original: loaded.originalPath ?? (outcome.teacher == nil ? nil : loaded.teacherPath),
            model: try loaded.modelPath.map { try ModelFile.inOnePiece($0) })
        while true {
            do {
                let spec = try output.write(weights: weights, teacher: teacher) { self.spec($0, steps: outcome.steps) }
                records.wait.end()
                return spec
            } catch {
                guard let failure = output.writingFailure(error) else { throw error }
                let refusal = FinetuneError.unwritableStudent(path: failure.path, code: failure.code)
                guard RoomWait.isNoRoom(failure.code) else { throw refusal }
                try records.wait.wait("no room for the student in \(output.path)", orThrow: refusal)
            }
        }
    }

    private func spec(_ digests: StudentFolder.Digests, steps: Int) -> StudentSpec {
        func digest(_ text: String) -> SHA256Text {
            guard let digest = SHA256Text(text) else { preconditionFailure("\(text) is no SHA-256") }
            return digest
        }
        func reference(_ name: String, _ sha256: String) -> StudentSpec.FileReference {
            guard let file = PathInFolder(name) else { preconditionFailure("\(name) is no file's name") }
            return .init(file: file, sha256: digest(sha256))
        }
        var result = spec
        result.createdBy = ToolVersion.name
        result.weights = reference(StudentFolder.weightsName, digests.weights)
        result.teacher.weights = reference(StudentFolder.teacherName, digests.teacher)
        result.teacher.original = digests.original.map { reference(StudentFolder.originalName, $0) }
        if let model = digests.model { result.teacher.model?.file = reference(StudentFolder.modelName, model) }
        result.provenance.finetuning = StudentSpec.Finetuning(
            student: digest(specSHA256), data: .init(name: clip.source.name, sha256: digest(dataSHA256)),
            steps: steps, seed: request.configuration.seed, usesLabels: request.configuration.labelWeight > 0)
        return result
    }
}
