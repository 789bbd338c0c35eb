import Compute
import DeltaSearch
import Foundation
public import Networks
import StudentSpace
public import Training
public import VideoData

/// `deltanas teach`: trains a teacher from scratch, checkpoints on the way, scores it on other data.
public struct TeachJob {
    public var architecture: Architecture
    public var classes: Int
    public var input: Size
    /// Labelled, at the input's size.
    public var sources: [any FrameSource]
    /// Labelled, at the input's size; may be empty.
    public var validation: [any FrameSource]
    public var configuration: TeachingConfiguration
    /// Where the weights go; the checkpoint lies beside it.
    public var output: String
    /// Steps between checkpoints.
    public var checkpointInterval: Int
    /// Goes on from the checkpoint where there is one.
    public var resume: Bool
    public var workers: Int
    /// Whether convolution weights are stored in half precision.
    public var halfPrecision: Bool
    /// What a user types to go on after an interruption.
    public var resumeCommand: String

    public init(
        architecture: Architecture, classes: Int, input: Size, sources: [any FrameSource],
        validation: [any FrameSource], configuration: TeachingConfiguration, output: String,
        checkpointInterval: Int = 200, resume: Bool = false, workers: Int, halfPrecision: Bool = true,
        resumeCommand: String = "deltanas teach --resume"
    ) {
        self.architecture = architecture
        self.classes = classes
        self.input = input
        self.sources = sources
        self.validation = validation
        self.configuration = configuration
        self.output = output
        self.checkpointInterval = checkpointInterval
        self.resume = resume
        self.workers = workers
        self.halfPrecision = halfPrecision
        self.resumeCommand = resumeCommand
    }

    /// Where the checkpoint lies.
    public var checkpoint: String { output + ".checkpoint" }

    /// What a checkpoint must have been made with to be resumed.
    var settings: String { "\(architecture.name) \(classes) \(input) \(sources.map(\.name)) \(configuration)" }

    /// - Throws: ``TeachError``, ``Interrupted`` after a checkpoint, and what reading, building and running throw.
    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> TeachReport {
        let network = try architecture.network(classes: classes, input: input)
        try check()
        let run = try TeachingRun(
            network, parameters: network.initialParameters(seed: configuration.seed), sources: sources,
            configuration: configuration, workers: workers)
        let data = try sources.map { (name: $0.name, sha256: try $0.fingerprint()) }
        if resume, FileManager.default.fileExists(atPath: checkpoint) {
            try TeachCheckpoint.restore(run, settings: settings, data: data, from: checkpoint)
            meter.note("resumed at step \(run.step) from \(checkpoint)")
        }
        let loss = try train(run, data.map(\.sha256), meter, interruption)
        // What is scored is what is written: half precision included.
        try weights(run.store.parameters).write(to: output)
        try? FileManager.default.removeItem(atPath: checkpoint)
        var report = try Self.score(
            output, architecture: architecture, classes: classes, input: input, validation: validation,
            workers: workers, meter)
        report.steps = run.step
        report.loss = loss
        return report
    }

    /// Scores weights that lie in a file.
    ///
    /// - Throws: what reading, building and running throw.
    public static func score(
        _ path: String, architecture: Architecture, classes: Int, input: Size, validation: [any FrameSource],
        workers: Int, _ meter: ProgressMeter
    ) throws -> TeachReport {
        let teacher = try TeacherModel(architecture, classes: classes, input: input, checkpoint: path)
        var report = TeachReport(weights: path, sha256: try SHA256.hex(ofFile: path))
        guard !validation.isEmpty else { return report }
        meter.begin("validate", total: Validation.frameCount(validation))
        report.validation = try Validation(teacher, sources: validation, pool: WorkerPool(count: workers)) {
            meter.update($0)
        }
        meter.end()
        return report
    }

    /// All that would end the run later and can be known before the first step.
    private func check() throws {
        try DocumentFile.requireWritable(output)
        try MemoryNeed.require(
            2 * Double(configuration.groups * configuration.samplesPerGroup),
            of: architecture.network(classes: classes, input: input), input: input)
        for source in sources + validation where !source.isLabelled {
            throw TeachError.unlabelled(source.name, classes: classes)
        }
        if !resume, FileManager.default.fileExists(atPath: checkpoint) {
            throw TeachError.unfinishedRun(checkpoint: checkpoint)
        }
        // Labels of files can be wrong; made ones cannot.
        for source in sources + validation where source.canFail {
            var isLabelled = false
            for index in 0..<(source.frameCount ?? 0) {
                let ids = try source.labels(at: index)?.ids ?? []
                isLabelled = isLabelled || ids.contains { $0 != LabelMap.void }
            }
            guard isLabelled else { throw TeachError.unlabelled(source.name, classes: classes) }
        }
    }

    private func train(
        _ run: TeachingRun, _ data: [String], _ meter: ProgressMeter, _ interruption: Interruption
    ) throws -> Double? {
        let wait = RoomWait(Watch(meter: meter, interruption: interruption, resumeCommand: resumeCommand))
        meter.begin("teach", total: configuration.steps, done: run.step)
        var loss: Double?
        while run.step < configuration.steps {
            let stepLoss = try run.advance()
            guard stepLoss.isFinite else { throw TeachError.diverged(step: run.step) }
            loss = loss.map { 0.95 * $0 + 0.05 * stepLoss } ?? stepLoss
            meter.update(run.step, detail: String(format: "loss %.4f", loss ?? 0))
            let stops = interruption.isRequested
            if stops || (run.step.isMultiple(of: checkpointInterval) && run.step < configuration.steps) {
                try TeachCheckpoint.write(run, settings: settings, data: data, to: checkpoint, wait)
            }
            if stops { throw Interrupted(exitCode: interruption.exitCode, resumeCommand: resumeCommand) }
        }
        meter.end(loss.map { String(format: "loss %.4f", $0) } ?? "")
        return loss
    }

    private func weights(_ parameters: Parameters) throws -> SafetensorsFile {
        let metadata = [
            "architecture": architecture.name, "classes": "\(classes)",
            "trained_on": sources.map(\.name).joined(separator: " "),
            "normalization": "rgb/255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225",
        ]
        return try SafetensorsFile(parameters, metadata: metadata) { name in
            halfPrecision && parameters.value(name).shape.count > 1 ? .float16 : .float32
        }
    }
}
