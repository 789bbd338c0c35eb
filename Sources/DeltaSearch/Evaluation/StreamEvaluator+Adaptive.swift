import Compute
import Networks
import StudentSpace
import Training
public import VideoData

extension StreamEvaluator {
    /// Scores consecutive frames as one stream, whose key frames the policy chooses.
    ///
    /// A frame's place depends on all before it, so the student runs on one thread, frame after frame; the teacher's
    /// predictions, which it is compared with, are made side by side, some frames ahead.
    ///
    /// - Parameters:
    ///   - temporal: scores how steady predictions are as well; nil: not.
    ///   - mayEndEarly: whether the source may turn out to end before the frames do, after the first.
    ///   - progress: called with the number of frames done; what it throws ends the evaluation.
    public func evaluate(
        _ student: Student, stream frames: Range<Int>, of source: any FrameSource, keyFrames policy: KeyFramePolicy,
        temporal: TemporalScoring? = nil, mayEndEarly: Bool = false, progress: @Sendable (Int) throws -> Void = { _ in }
    ) throws -> Evaluation {
        let runner = try StreamRunner(teacher, student, interval: interval, keyFrames: policy)
        let taught = original ?? teacher
        let lanes = try (0..<min(pool.count, frames.count)).map { [store = ParameterStore(taught.parameters)] _ in
            try TeacherLane(taught, store)
        }
        var result = Evaluation(
            classes: teacher.classes, predicts: teacher.predicts, interval: interval, policy: policy,
            temporal: temporal?.rule)
        var previous: PredictedFrame?
        var done = 0
        for start in stride(from: frames.lowerBound, to: frames.upperBound, by: Self.lookahead * lanes.count) {
            let part = start..<min(start + Self.lookahead * lanes.count, frames.upperBound)
            let taught = Slots<TaughtFrame?>(count: part.count)
            try pool.run(lanes.count) { lane in
                for place in stride(from: lane, to: part.count, by: lanes.count) {
                    guard
                        let (image, labels) = try Self.frame(
                            part.lowerBound + place, of: source,
                            mayBeMissing: mayEndEarly && part.lowerBound + place > frames.lowerBound)
                    else {
                        taught.set(place, nil)
                        continue
                    }
                    let outputs = try lanes[lane].run(image, at: labels?.size ?? image.size)
                    taught.set(place, TaughtFrame(image: image, labels: labels, outputs: outputs))
                }
            }
            let read = taught.values
            let frames = read.prefix { $0 != nil }.compactMap { $0 }
            let flows = try flows(part, frames.map(\.image), after: previous?.image, of: source, temporal?.flow)
            for (place, taught) in frames.enumerated() {
                let run = try runner.process(taught.image)
                done += 1
                switch taught.outputs {
                case .features(let target):
                    result.add(
                        distance: run.decision.distance,
                        relativeErrors: zip(run.outputs, target).map { 2 * OutputErrors.value([$0], target: $1) },
                        labels: taught.labels)
                case .classes(let classes):
                    let frame = PredictedFrame(
                        index: part.lowerBound + place, distance: run.decision.distance, image: taught.image,
                        predicted: StreamRunner.classes(run.scores, at: classes.size), taught: classes)
                    result.add(
                        distance: frame.distance, predicted: frame.predicted, taught: frame.taught,
                        labels: taught.labels)
                    if let previous { result.add(frame, after: previous, flow: flows[place]) }
                    previous = frame
                }
                try progress(done)
            }
            if frames.count < read.count { break }
        }
        result.teacherMACs = teacher.macs
        result.deltaFrameMACs = student.selection.macs(at: teacher.sites)
        return result
    }

    /// A frame and its labels; nil where the source has ended.
    private static func frame(
        _ index: Int, of source: any FrameSource, mayBeMissing: Bool
    ) throws -> (RGBImage, LabelMap?)? {
        do {
            return try source.labelledFrame(at: index)
        } catch FrameSourceError.indexOutOfRange where mayBeMissing {
            return nil
        }
    }

    /// Flow from each of some consecutive frames to the one before, side by side; nil where there is no such frame, or
    /// nothing flows, or nobody asks.
    private func flows(
        _ part: Range<Int>, _ images: [RGBImage], after last: RGBImage?, of source: any FrameSource,
        _ flow: FlowSource?
    ) throws -> [FlowField?] {
        guard let flow else { return Array(repeating: nil, count: images.count) }
        let before = [last] + images.dropLast()
        let slots = Slots<FlowField?>(count: images.count)
        try pool.run(images.count) { place in
            let field = try before[place].map {
                try flow.flow(at: part.lowerBound + place, of: source, image: images[place], previous: $0)
            }
            slots.set(place, field ?? nil)
        }
        return slots.values
    }

    /// Frames that the teacher is ahead, per worker.
    private static let lookahead = 4
}

/// A frame with what the teacher says of it.
private struct TaughtFrame: Sendable {
    let image: RGBImage
    let labels: LabelMap?
    let outputs: Outputs

    enum Outputs {
        case classes(ClassMap)
        /// Numbers, output after output.
        case features([[Float]])
    }
}

/// One worker's teacher. Used by one thread at a time.
private final class TeacherLane: @unchecked Sendable {
    private let teacher: TeacherModel
    private let plan: Plan

    init(_ teacher: TeacherModel, _ store: ParameterStore) throws {
        self.teacher = teacher
        plan = try Plan(teacher.network, parameters: store)
    }

    func run(_ image: RGBImage, at target: FrameSize) throws -> TaughtFrame.Outputs {
        teacher.normalization.write(image, to: plan.tensor(teacher.frame))
        try plan.forward()
        switch teacher.predicts {
        case .classes: return .classes(StreamRunner.classes(plan.tensor(teacher.scores), at: target))
        case .features: return .features(teacher.outputs.map { plan.tensor($0).values })
        }
    }
}
