public import Compute
public import Networks
public import StudentSpace
import Training
public import VideoData

/// Runs a student on a stream, one frame at a time as they come: the teacher on key frames, the student's delta network
/// between them.
///
///     let runner = try StreamRunner(teacher, student, interval: 4, threads: 4)
///     for image in camera { show(try runner.process(image).scores) }
///
/// Between frames it keeps what the delta frames to come read of the last key frame (``StreamNetworks/stateTensors``);
/// the delta plan reads it where the key plan left it, without a copy. Belongs to one thread at a time.
public final class StreamRunner {
    public let networks: StreamNetworks
    /// The threads that a frame runs on.
    public let pool: WorkerPool
    /// The teacher's parameters, as the key frames' plan reads them.
    public let teacherParameters: ParameterStore
    private let teacher: TeacherModel
    private let key: Plan
    private let delta: Plan
    private let readsFrame: Bool
    private var schedule: KeyFrameSchedule
    private var meter: ChangeMeter?
    private var index = 0
    private let clock = ContinuousClock()

    /// Compiles both networks and runs each once, so that the first frame finds weights packed.
    ///
    /// - Parameters:
    ///   - interval: T: at 1, every frame is a key frame.
    ///   - threads: within a frame.
    /// - Throws: what assembling and compiling throw.
    public init(
        _ teacher: TeacherModel, _ student: Student, interval: Int, threads: Int = 1,
        keyFrames policy: KeyFramePolicy = .fixed
    ) throws {
        precondition(threads >= 1, "\(threads) threads")
        self.teacher = teacher
        networks = try StreamNetworks(teacher, student)
        pool = WorkerPool(count: threads)
        teacherParameters = ParameterStore(teacher.parameters)
        let options = PlanOptions(pool: pool)
        key = try Plan(networks.key, parameters: teacherParameters, options: options)
        var bindings: [String: TensorBuffer] = [:]
        for name in networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        delta = try Plan(
            networks.delta, parameters: ParameterStore(student.parameters(teacher, for: networks.delta)),
            options: options, bindings: bindings)
        readsFrame = networks.delta.inputs.contains { $0.name == teacher.frame }
        schedule = KeyFrameSchedule(policy, interval: interval)
        if case .adaptive = policy {
            meter = ChangeMeter(size: FrameSize(height: teacher.input.height, width: teacher.input.width))
        }
        try key.forward()
        try delta.forward()
    }

    /// What the outputs are.
    public var predicts: OutputKind { teacher.predicts }

    /// How far a frame agrees with its teacher's (``VideoData/Agreement``): by the classes where there are any, else by the
    /// outputs.
    public static func agreement(
        _ outputs: [TensorBuffer], _ taught: [TensorBuffer], _ classes: ClassMap?, _ taughtClasses: ClassMap?
    ) -> Double? {
        var agreement = Agreement()
        if let classes, let taughtClasses {
            agreement.add(classes, taughtClasses)
        } else {
            agreement.add(relativeErrors: OutputErrors.relative(outputs, to: taught))
        }
        return agreement.share
    }

    /// The shape of every frame's scores.
    public var scoreShape: FeatureShape { key.tensor(teacher.scores).shape }

    /// Takes the next frame.
    ///
    /// - Throws: ``StreamError/frameSize(index:height:width:expectedHeight:expectedWidth:)``, and the stream is where it
    ///   was; `PlanError`.
    public func process(_ image: RGBImage) throws -> StreamFrame {
        guard image.height == teacher.input.height, image.width == teacher.input.width else {
            throw StreamError.frameSize(
                index: index, height: image.height, width: image.width, expectedHeight: teacher.input.height,
                expectedWidth: teacher.input.width)
        }
        let start = clock.now
        let decision = schedule.next(meter?.measure(image))
        let isKey = decision.cause != nil
        if isKey {
            meter?.setKey()
            teacher.normalization.write(image, to: key.tensor(teacher.frame))
            try key.forward()
        } else {
            if readsFrame { teacher.normalization.write(image, to: delta.tensor(teacher.frame)) }
            try delta.forward()
        }
        defer { index += 1 }
        return StreamFrame(
            index: index, decision: decision, duration: clock.now - start,
            macs: isKey ? teacher.macs : networks.deltaMACs,
            outputs: isKey
                ? teacher.outputs.map { key.tensor($0) }
                : DeltaNetworks.outputs(teacher.outputs.count).map { delta.tensor($0) })
    }

    /// The class of every pixel, the scores upsampled bilinearly (half-pixel centres) to a frame's size.
    public static func classes(_ scores: TensorBuffer, at target: FrameSize) -> ClassMap {
        scores.withUnsafeBufferPointer {
            ScoreUpsampling.map(
                $0.span, size: FrameSize(height: scores.shape.height, width: scores.shape.width),
                classCount: scores.shape.channels, target: target)
        }
    }
}
