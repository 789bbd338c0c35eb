import ArgumentParser
import DeltaSearch
import Training

/// How a student is fine-tuned.
struct FinetuneOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Optimiser steps.")
    var steps = FinetuneConfiguration().steps

    @Flag(help: "Learn from the frames' labels too: cross-entropy of the pixels that the student finds hard.")
    var labels = false

    @Option(
        parsing: .unconditional,
        help: "Adam's highest learning rate; it rises over the warm-up and falls along half a cosine.")
    var learningRate = FinetuneConfiguration().learningRate

    @Option(
        name: .customLong("teacher-lr"), parsing: .unconditional,
        help:
            "Highest learning rate of the teacher on key frames, tuned along with the student; 0 leaves it as it is.")
    var teacherRate = FinetuneConfiguration().teacherRate

    @Option(parsing: .unconditional, help: "Clips a step, each a key frame and delta frames; side by side.")
    var clips = FinetuneConfiguration().clips

    @Option(parsing: .unconditional, help: "Weight of the layers' own distillation loss at the start; it falls to 0.")
    var distillation = FinetuneConfiguration().distillation

    @Flag(inversion: .prefixedNo, help: "Mirror, zoom, relight and reverse clips at random.")
    var augmentation = true

    @Option(parsing: .unconditional, help: "What every random draw follows from.")
    var seed: UInt64 = 0

    @Option(help: .hidden)
    var recipe: [String] = []

    /// - Throws: ``UsageError``.
    func configuration() throws -> FinetuneConfiguration {
        try require("--steps", steps, in: 1...10_000_000)
        try require("--clips", clips, in: 1...64)
        try require("--learning-rate", learningRate) { $0 > 0 && $0 <= 1 }
        try require("--teacher-lr", teacherRate) { $0 >= 0 && $0 <= 1 }
        try require("--distillation", distillation) { $0 >= 0 && $0 <= 1000 }
        var result = FinetuneConfiguration(seed: seed)
        result.steps = steps
        result.warmup = min(result.warmup, steps / 10)
        result.clips = clips
        result.learningRate = learningRate
        result.teacherRate = teacherRate
        result.distillation = distillation
        if labels { result.labelWeight = 0.1 }
        if !augmentation {
            result.augmentation = .none
            result.reversal = false
        }
        for setting in recipe { try FinetuneRecipe.apply(setting, to: &result) }
        return result
    }

    private func require(_ option: String, _ value: Int, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw UsageError.outOfRange(
                option: option, value: "\(value)", allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func require(_ option: String, _ value: Double, _ holds: (Double) -> Bool) throws {
        guard value.isFinite, holds(value) else {
            throw UsageError.outOfRange(option: option, value: "\(value)", allowed: "a number such as 0.001")
        }
    }
}
