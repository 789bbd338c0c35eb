import DeltaSearch
import Training

/// Settings of fine-tuning that are not options of their own: `--recipe NAME=NUMBER`, for those who tune the recipe.
enum FinetuneRecipe {
    private static let settings: [(name: String, set: @Sendable (inout FinetuneConfiguration, Double) -> Void)] = [
        ("delta-frames", { $0.deltaFrames = max(1, Int($1)) }),
        ("reach", { $0.reach = max(1, Int($1)) }),
        ("upsampling", { $0.upsampling = max(1, Int($1)) }),
        ("temperature", { $0.temperature = max(0.01, $1) }),
        ("averaging", { $0.averaging = min(1, max(0, $1)) }),
        ("settle-share", { $0.settleShare = min(1, max(0, $1)) }),
        ("measure-interval", { $0.measureInterval = max(1, Int($1)) }),
        ("warmup", { $0.warmup = max(0, Int($1)) }),
        ("key-weight", { $0.keyWeight = max(0, $1) }),
        ("reversal", { $0.reversal = $1 > 0 }),
        ("chance", { $0.augmentationChance = $1 }),
        ("zoom", { $0.augmentation.zoom = $0.augmentation.zoom.lowerBound...max(1, $1) }),
        ("zoom-out", { $0.augmentation.zoom = min(1, max(0.1, $1))...$0.augmentation.zoom.upperBound }),
        ("aspect", { $0.augmentation.aspect = max(0, $1) }),
        ("rotation", { $0.augmentation.rotation = $1 }),
        ("motion", { $0.augmentation.motion = $1 }),
        ("colour", { $0.augmentation.colour = $1 }),
        ("gamma", { $0.augmentation.gamma = $1 }),
        ("contrast", { $0.augmentation.contrast = $1 }),
        ("brightness", { $0.augmentation.brightness = $1 }),
    ]

    /// - Throws: ``UsageError``.
    static func apply(_ text: String, to configuration: inout FinetuneConfiguration) throws {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let setting = settings.first(where: { $0.name == parts[0] }),
            let value = Double(parts[1]), abs(value) < 1e6
        else {
            throw UsageError.outOfRange(
                option: "--recipe", value: text,
                allowed: "NAME=NUMBER of \(settings.map(\.name).joined(separator: ", "))")
        }
        setting.set(&configuration, value)
    }
}
