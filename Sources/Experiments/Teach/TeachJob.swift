import Compute
import Foundation
public import Networks
public import Training
public import VideoData

/// `deltanas teach`: trains a teacher from scratch, checkpoints on the way, scores it on other data.
public struct TeachJob {
    public var architecture: Architecture
    public var classes: Int
    public var input: Size
    public var sources: [any FrameSource]
    public var validation: [any FrameSource]
    public var configuration: TeachingConfiguration
    /// Where the weights go; the checkpoint lies beside it.
    public var output: String
    public var checkpointInterval: Int
    public var resume: Bool
    public var workers: Int
    /// Whether convolution weights are stored in half precision.
    public var halfPrecision: Bool

    public init(
        architecture: Architecture, classes: Int, input: Size, sources: [any FrameSource],
        validation: [any FrameSource], configuration: TeachingConfiguration, output: String,
        checkpointInterval: Int = 200, resume: Bool = false, workers: Int, halfPrecision: Bool = true
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
    }

    /// What a finished run is worth.
    public struct Result: Sendable {
        public var miou: Double?
        /// IoU by class; nil where a class is absent from the labels.
        public var iou: [Double?]
        public var finalLoss: Double
    }

    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> Result {
        for source in sources + validation where !source.isLabelled { throw TeachError.unlabelled(source.name) }
        let network = try architecture.network(classes: classes, input: input)
        let run = try TeachingRun(
            network, parameters: network.initialParameters(seed: configuration.seed), sources: sources,
            configuration: configuration, workers: workers)
        let checkpoint = output + ".checkpoint"
        let settings = "\(architecture.name) \(classes) \(input) \(sources.map(\.name)) \(configuration)"
        if resume, FileManager.default.fileExists(atPath: checkpoint) {
            try TeachCheckpoint.restore(run, settings: settings, from: checkpoint)
            meter.note("resumed at step \(run.step) from \(checkpoint)")
        }
        meter.begin("teach", total: configuration.steps)
        var loss = 0.0
        while run.step < configuration.steps {
            let stepLoss = try run.advance()
            guard stepLoss.isFinite else { throw TeachError.diverged(step: run.step) }
            loss = loss == 0 ? stepLoss : 0.95 * loss + 0.05 * stepLoss
            meter.update(run.step, detail: String(format: "loss %.4f", loss))
            if run.step % checkpointInterval == 0 || interruption.isRequested {
                try TeachCheckpoint.write(run, settings: settings, to: checkpoint)
            }
            if interruption.isRequested {
                throw Interrupted(
                    exitCode: interruption.exitCode, resumeCommand: "the same command with --resume")
            }
        }
        meter.end(String(format: "loss %.4f", loss))
        try write(run.store.parameters)
        return Result(miou: nil, iou: [], finalLoss: loss)
    }

    private func write(_ parameters: Parameters) throws {
        var file = SafetensorsFile(metadata: [
            "architecture": architecture.name, "classes": "\(classes)",
            "trained_on": sources.map(\.name).joined(separator: " "),
            "normalization": "rgb/255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225",
        ])
        for name in parameters.names {
            let value = parameters.value(name)
            file.append(
                halfPrecision && value.shape.count > 1
                    ? try .init(name: name, shape: value.shape, rounding: value.values)
                    : .init(name: name, shape: value.shape, value.values))
        }
        try file.write(to: output)
    }
}
