public import Compute
import Networks
import StudentSpace
import Training
public import VideoData

/// Runs a student over video as a stream would, and scores it beside its teacher.
///
/// A key frame every `interval` frames from the start, delta frames between; the teacher runs on all of them for
/// comparison. Where the teacher on key frames is not the one that the student is held against (it was tuned along with
/// the student), that one runs on all frames, key frames too. Scores are upsampled bilinearly (half-pixel centres) to the size of the labels, or of the frame where
/// there are none. Windows run side by side; results are summed in their order.
public struct StreamEvaluator: Sendable {
    /// Runs on key frames.
    public let teacher: TeacherModel
    /// What the student is held against; nil: ``teacher``.
    public let original: TeacherModel?
    public let interval: Int
    public let pool: WorkerPool

    public init(_ teacher: TeacherModel, original: TeacherModel? = nil, interval: Int, pool: WorkerPool) {
        precondition(interval >= 1, "a key-frame interval of \(interval)")
        self.teacher = teacher
        self.original = original
        self.interval = interval
        self.pool = pool
    }

    /// Scores windows of a source.
    ///
    /// - Parameters:
    ///   - temporal: scores how steady predictions are as well, over all pairs of consecutive frames, those between one
    ///     window's last and the next one's first among them; nil: not.
    ///   - mayEndEarly: whether the source may turn out to end before the windows do, after its first frame; scored is
    ///     what there is.
    ///   - progress: called with the number of frames done, from any worker; what it throws ends the evaluation.
    public func evaluate(
        _ student: Student, _ windows: [FrameWindow], of source: any FrameSource, temporal: TemporalScoring? = nil,
        mayEndEarly: Bool = false,
        progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> Evaluation {
        let network = try student.network(teacher)
        let studentStore = ParameterStore(try student.parameters(teacher, for: network))
        let teacherStore = ParameterStore(teacher.parameters)
        let originalStore = original.map { ParameterStore($0.parameters) }
        let windowResults = Slots<Evaluation>(count: windows.count)
        let framesDone = Counter()
        let lanes = max(1, min(pool.count, windows.count))
        let next = Counter()
        let seams = WindowSeams(windows)
        // Whoever has no window helps with the others' frames. What that changes of the bits hangs on the windows alone.
        let options = PlanOptions(pool: pool, pieces: windows.count < Self.fewWindows ? Self.fewWindows : 1)
        try pool.run(lanes) { _ in
            let lane = try Lane(
                teacher, teacherStore: teacherStore, originalStore: originalStore, network: network,
                studentStore: studentStore, options: options)
            while true {
                let index = next.increment() - 1
                guard index < windows.count else { return }
                let window = windows[index]
                var result = Evaluation(
                    classes: teacher.classes, predicts: teacher.predicts, interval: interval, temporal: temporal?.rule)
                var previous: PredictedFrame?
                for place in window.frames {
                    let frame: PredictedFrame?
                    do {
                        frame = try lane.run(place, of: source, distance: place - window.keyFrame, into: &result)
                    } catch FrameSourceError.indexOutOfRange where mayEndEarly && place > windows[0].keyFrame {
                        break
                    }
                    if let temporal, let frame {
                        for pair in seams.pairs(frame, after: previous, in: index) {
                            result.add(pair.frame, after: pair.previous, flow: try temporal.flow(pair, of: source))
                        }
                        previous = frame
                    }
                    try progress(framesDone.increment())
                }
                windowResults.set(index, result)
            }
        }
        var total = Evaluation(
            classes: teacher.classes, predicts: teacher.predicts, interval: interval, temporal: temporal?.rule)
        for result in windowResults.values { total.merge(result) }
        total.teacherMACs = teacher.macs
        total.deltaFrameMACs = student.selection.macs(at: teacher.sites)
        return total
    }

    /// Windows that keep the workers of a usual machine busy.
    private static let fewWindows = 4

    /// One worker's plans.
    private final class Lane {
        private let teacher: TeacherModel
        /// What the student is held against.
        private let everyFrame: Plan
        /// Whether key frames are held against it too.
        private let comparesKeyFrames: Bool
        private let key: Plan
        private let delta: Plan

        init(
            _ teacher: TeacherModel, teacherStore: ParameterStore, originalStore: ParameterStore?, network: Network,
            studentStore: ParameterStore, options: PlanOptions
        ) throws {
            self.teacher = teacher
            comparesKeyFrames = originalStore != nil
            everyFrame = try Plan(teacher.network, parameters: originalStore ?? teacherStore, options: options)
            key = try Plan(teacher.networks.key, parameters: teacherStore, options: options)
            var bindings: [String: TensorBuffer] = [:]
            for name in teacher.networks.stateTensors {
                let input = DeltaNetworks.stateInput(name)
                if network.inputs.contains(where: { $0.name == input }) { bindings[input] = key.tensor(name) }
            }
            delta = try Plan(network, parameters: studentStore, options: options, bindings: bindings)
        }

        /// - Returns: the frame's classes; nil of features.
        func run(
            _ frame: Int, of source: any FrameSource, distance: Int, into result: inout Evaluation
        ) throws -> PredictedFrame? {
            let (image, labels) = try source.labelledFrame(at: frame)
            if teacher.predicts == .features {
                let isKey = distance == 0
                let own = try run(isKey ? key : delta, image, isKey ? teacher.outputs : deltaOutputs)
                let taught = isKey && !comparesKeyFrames ? own : try run(everyFrame, image, teacher.outputs)
                result.add(
                    distance: distance, relativeErrors: OutputErrors.relative(own, to: taught), labels: labels)
                return nil
            }
            let target = labels?.size ?? image.size
            let predicted: ClassMap
            let taught: ClassMap
            if distance == 0 {
                predicted = try classes(key, teacher.scores, image, target)
                taught = comparesKeyFrames ? try classes(everyFrame, teacher.scores, image, target) : predicted
            } else {
                predicted = try classes(delta, DeltaNetworks.scores, image, target)
                taught = try classes(everyFrame, teacher.scores, image, target)
            }
            result.add(distance: distance, predicted: predicted, taught: taught, labels: labels)
            return PredictedFrame(
                index: frame, distance: distance, image: image, predicted: predicted, taught: taught)
        }

        private var deltaOutputs: [String] { DeltaNetworks.outputs(teacher.outputs.count) }

        private func run(_ plan: Plan, _ image: RGBImage, _ outputs: [String]) throws -> [TensorBuffer] {
            teacher.normalization.write(image, to: plan.tensor(teacher.frame))
            try plan.forward()
            return outputs.map { plan.tensor($0) }
        }

        private func classes(
            _ plan: Plan, _ scores: String, _ image: RGBImage, _ target: FrameSize
        ) throws -> ClassMap {
            let tensor = try run(plan, image, [scores])[0]
            return tensor.withUnsafeBufferPointer {
                ScoreUpsampling.map(
                    $0.span, size: FrameSize(height: tensor.shape.height, width: tensor.shape.width),
                    classCount: tensor.shape.channels, target: target)
            }
        }
    }
}
