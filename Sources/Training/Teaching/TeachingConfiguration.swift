/// What a training run from scratch is made of.
public struct TeachingConfiguration: Sendable, Hashable {
    /// Optimiser steps.
    public var steps: Int
    /// Groups of samples, each a plan of its own; batch statistics are taken within a group.
    public var groups: Int
    /// Samples a group. The batch is `groups · samplesPerGroup`.
    public var samplesPerGroup: Int
    public var optimizer: Method
    public var learningRate: Double
    /// Steps over which the learning rate rises.
    public var warmup: Int
    public var weightDecay: Double
    public var augmentation: Augmentation
    /// Frames an endless source is sampled from.
    public var endlessFrames: Int
    public var seed: UInt64

    public enum Method: String, Sendable, Hashable, CaseIterable {
        case sgd
        case adam
    }

    public init(
        steps: Int = 3000, groups: Int = 4, samplesPerGroup: Int = 3, optimizer: Method = .adam,
        learningRate: Double = 2e-3, warmup: Int = 100, weightDecay: Double = 0.01,
        augmentation: Augmentation = Augmentation(), endlessFrames: Int = 4000, seed: UInt64 = 0
    ) {
        self.steps = steps
        self.groups = groups
        self.samplesPerGroup = samplesPerGroup
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.warmup = warmup
        self.weightDecay = weightDecay
        self.augmentation = augmentation
        self.endlessFrames = endlessFrames
        self.seed = seed
    }
}
