import ArgumentParser
import DeltaSearch
import Foundation
import Training

/// How a student is fine-tuned.
struct FinetuneOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Optimiser steps.")
    var steps = FinetuneConfiguration().steps

    @Flag(help: "Learn from the frames' labels too: cross-entropy of the pixels that the student finds hard.")
    var labels = false

    @Option(
        parsing: .unconditional,
        help: "With --labels: weight of that cross-entropy beside the divergence from the teacher (default: 0.01).")
    var labelWeight: Double?

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

    @Option(
        parsing: .unconditional,
        help: "Weight of the layers' own distillation loss at the start; it falls to 0 along half a cosine.")
    var distillation = FinetuneConfiguration().distillation

    @Option(parsing: .unconditional, help: "The share of the steps over which that weight falls to 0.")
    var distillationShare = FinetuneConfiguration().distillationShare

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
        try require("--learning-rate", learningRate, aboveZeroTo: 1)
        try require("--teacher-lr", teacherRate, in: 0...1)
        try require("--distillation", distillation, in: 0...1000)
        try require("--distillation-share", distillationShare, aboveZeroTo: 1)
        if let labelWeight {
            try require("--label-weight", labelWeight, aboveZeroTo: 1000)
            guard labels else {
                throw UsageError.missingOption("--labels", example: "--labels --label-weight \(labelWeight)")
            }
        }
        var result = FinetuneConfiguration(seed: seed)
        result.steps = steps
        result.warmup = min(result.warmup, steps / 10)
        result.clips = clips
        result.learningRate = learningRate
        result.teacherRate = teacherRate
        result.distillation = distillation
        result.distillationShare = distillationShare
        if labels { result.labelWeight = labelWeight ?? 0.01 }
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

    private func require(_ option: String, _ value: Double, in range: ClosedRange<Double>) throws {
        guard range.contains(value) else {
            throw UsageError.outOfRange(
                option: option, value: "\(value)",
                allowed: String(format: "a number from %g to %g", range.lowerBound, range.upperBound))
        }
    }

    private func require(_ option: String, _ value: Double, aboveZeroTo most: Double) throws {
        guard value > 0, value <= most else {
            throw UsageError.outOfRange(
                option: option, value: "\(value)", allowed: String(format: "a number above 0, and at most %g", most))
        }
    }
}
