public import ArgumentParser
public import Training

/// How a teacher is trained.
struct TrainingOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Optimiser steps.")
    var steps = 3000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Samples a step, as GROUPSxSAMPLES: batch statistics are taken within a group, and a group is one worker's.",
            valueName: "GxS"))
    var batch = "4x3"

    @Option(help: "The optimiser.")
    var optimizer: TeachingConfiguration.Method = .adam

    @Option(
        parsing: .unconditional,
        help: "The highest learning rate; it rises over the warm-up and falls along half a cosine.")
    var learningRate = 2e-3

    @Option(parsing: .unconditional, help: "Steps over which the learning rate rises.")
    var warmup = 100

    @Option(parsing: .unconditional, help: "Weight decay.")
    var weightDecay = 0.01

    @Flag(inversion: .prefixedNo, help: "Mirror, zoom and relight the samples at random.")
    var augmentation = true

    @Option(parsing: .unconditional, help: "What every random draw follows from.")
    var seed: UInt64 = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("Steps between checkpoints.", valueName: "steps"))
    var checkpointInterval = 200

    @Flag(help: "Go on from the checkpoint beside the output, where there is one.")
    var resume = false

    /// - Throws: ``UsageError``.
    func configuration() throws -> TeachingConfiguration {
        let sides = batch.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let groups = sides[0], let samples = sides[1], (1...64).contains(groups),
            (1...64).contains(samples)
        else { throw UsageError.outOfRange(option: "--batch", value: batch, allowed: "GROUPSxSAMPLES, such as 4x3") }
        try require("--steps", steps, in: 1...100_000_000)
        try require("--warmup", warmup, in: 0...100_000_000)
        try require("--checkpoint-interval", checkpointInterval, in: 1...100_000_000)
        try require("--learning-rate", learningRate) { $0 > 0 && $0 <= 100 }
        try require("--weight-decay", weightDecay) { $0 >= 0 && $0 <= 100 }
        return TeachingConfiguration(
            steps: steps, groups: groups, samplesPerGroup: samples, optimizer: optimizer, learningRate: learningRate,
            warmup: warmup, weightDecay: weightDecay, augmentation: augmentation ? Augmentation() : .none, seed: seed)
    }

    /// The configuration in words, defaults included.
    func description(_ configuration: TeachingConfiguration) -> String {
        """
        \(configuration.steps) steps of \(configuration.groups)x\(configuration.samplesPerGroup) samples, \
        \(configuration.optimizer.rawValue), learning rate \(configuration.learningRate) after \
        \(configuration.warmup) steps, weight decay \(configuration.weightDecay), \
        \(augmentation ? "with" : "without") augmentation, seed \(configuration.seed), a checkpoint every \
        \(checkpointInterval) steps
        """
    }

    private func require(_ option: String, _ value: Int, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw UsageError.outOfRange(
                option: option, value: "\(value)", allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func require(_ option: String, _ value: Double, _ holds: (Double) -> Bool) throws {
        guard value.isFinite, holds(value) else {
            throw UsageError.outOfRange(option: option, value: "\(value)", allowed: "a number such as 0.002")
        }
    }
}

extension TeachingConfiguration.Method: ExpressibleByArgument {}
