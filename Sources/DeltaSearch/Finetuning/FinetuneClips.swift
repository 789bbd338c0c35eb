import RandomStreams
import Training
import VideoData

/// The clips of a run: which frames a worker gets at a step, and how they are changed.
struct FinetuneClips: Sendable {
    let source: any FrameSource
    let sampler: ClipSamplers
    let configuration: FinetuneConfiguration

    /// Draws, reads and changes a clip; its frames and labels are all changed alike.
    func clip(step: Int, _ worker: Int) throws -> FinetuneClip {
        var stream = RandomStream(seed: configuration.seed, stream: "finetune.\(step).\(worker)")
        let drawn = sampler.draw(&stream)
        let changes = stream.bool(probability: configuration.augmentationChance)
        let change = configuration.augmentation.draw(&stream)
        func changed(_ image: RGBImage, _ index: Int) -> RGBImage {
            changes ? change.apply(to: image, distance: index - drawn.key) : image
        }
        let asksForKeyLabels = configuration.labelWeight > 0 && configuration.tunesTeacher
        let keyLabels = asksForKeyLabels ? try source.labels(at: drawn.key) : nil
        return FinetuneClip(
            key: changed(try source.frame(at: drawn.key), drawn.key),
            keyLabels: keyLabels.map { changes ? change.apply(to: $0, distance: 0) : $0 },
            deltas: try drawn.deltas.map { index in
                guard configuration.labelWeight > 0 else {
                    return .init(image: changed(try source.frame(at: index), index), labels: nil)
                }
                let (image, labels) = try source.labelledFrame(at: index)
                return .init(
                    image: changed(image, index),
                    labels: labels.map { changes ? change.apply(to: $0, distance: index - drawn.key) : $0 })
            })
    }
}
