public import Training

/// Settings of a fine-tuning run; together with its inputs they determine every bit of its result.
public struct FinetuneConfiguration: Hashable, Sendable {
    public var steps: Int
    /// Clips a step, side by side.
    public var clips: Int
    /// Delta frames of each clip, all of one key frame.
    public var deltaFrames: Int
    /// The furthest that a delta frame is from its key frame; nil: T − 1, as in a stream.
    public var reach: Int?
    /// Adam's rate at its peak; it rises over ``warmup`` steps and falls along half a cosine.
    public var learningRate: Double
    public var warmup: Int
    /// Adam's rate for the key frames' network, at its peak; 0: it stays the teacher.
    public var teacherRate: Double
    /// Weight of what the key frames' scores lose of the original teacher's, where that network is tuned.
    public var keyWeight: Double
    /// Weight of the per-site distillation term at the start; it falls to 0 along half a cosine over
    /// ``distillationSteps``.
    public var distillation: Double
    /// The share of the steps over which the distillation term falls.
    public var distillationShare: Double
    /// Weight of the cross-entropy with the labels; 0 leaves them unread.
    public var labelWeight: Double
    /// How many times as high and wide as the scores the maps are that student and teacher are compared on.
    public var upsampling: Int
    /// Temperature of the divergence: below 1 it looks at the pixels whose class is in doubt.
    public var temperature: Double
    /// The share of the past that a step leaves in the running mean of the weights.
    public var averaging: Double
    /// Whether delta frames may also come before their key frame.
    public var reversal: Bool
    /// Changes of pictures, the same for all frames of a clip.
    public var augmentation: ClipAugmentation
    /// The chance that a clip is changed at all.
    public var augmentationChance: Double
    /// The share of the steps, at the end, that fit on the held-back frames too.
    public var settleShare: Double
    /// Steps between two measurements on the held-back frames.
    public var measureInterval: Int
    public var seed: UInt64

    public init(
        steps: Int = 1500, clips: Int = 4, deltaFrames: Int = 2, reach: Int? = nil, learningRate: Double = 5e-4,
        warmup: Int = 50, teacherRate: Double = 0, keyWeight: Double = 1, distillation: Double = 0.3,
        distillationShare: Double = 1, labelWeight: Double = 0, upsampling: Int = 1,
        temperature: Double = 1, averaging: Double = 0.99, reversal: Bool = true,
        augmentation: ClipAugmentation = ClipAugmentation(), augmentationChance: Double = 0.8,
        settleShare: Double = 0.25, measureInterval: Int = 50, seed: UInt64 = 0
    ) {
        self.steps = steps
        self.clips = clips
        self.deltaFrames = deltaFrames
        self.reach = reach
        self.learningRate = learningRate
        self.warmup = warmup
        self.teacherRate = teacherRate
        self.keyWeight = keyWeight
        self.distillation = distillation
        self.distillationShare = distillationShare
        self.labelWeight = labelWeight
        self.upsampling = upsampling
        self.temperature = temperature
        self.averaging = averaging
        self.reversal = reversal
        self.augmentation = augmentation
        self.augmentationChance = augmentationChance
        self.settleShare = settleShare
        self.measureInterval = measureInterval
        self.seed = seed
    }

    /// Whether the key frames' network is tuned along.
    public var tunesTeacher: Bool { teacherRate > 0 }

    /// Steps on the fitting frames alone, where some are held back.
    public var fittingSteps: Int { steps - Int((settleShare * Double(steps)).rounded()) }

    /// Steps in which the distillation term has a weight.
    public var distillationSteps: Int {
        distillation > 0 ? min(steps, Int((distillationShare * Double(steps)).rounded(.up))) : 0
    }
}
