public import StudentSpace
public import VideoData

/// What an evaluation measures, and how its parts add up.
public struct Evaluation: Sendable, Hashable {
    public let keyframeInterval: Int
    public let keyFramePolicy: KeyFramePolicy
    /// Channels of the scores. Where they are more than labels' classes, neither labels nor steadiness are scored.
    public let classes: Int
    /// What the outputs are: of features, the agreement is what their relative squared errors leave, and nothing else is
    /// scored.
    public let predicts: OutputKind
    public private(set) var frames = 0
    /// How many of them were key frames.
    public private(set) var keyFrames = 0
    /// How many frames came with labels, void ones included.
    public private(set) var labelledFrames = 0
    /// Against the labels, where there are any.
    public private(set) var student: ConfusionMatrix
    public private(set) var teacher: ConfusionMatrix
    /// The share of pixels whose class is the teacher's.
    public private(set) var agreement = Agreement()
    /// How steady predictions are from frame to frame; nil where that is not asked for.
    public private(set) var temporal: TemporalScores?
    /// The same by distance from the key frame, 0 first.
    public private(set) var byDistance: [Distance]
    /// Multiply-accumulates of one frame.
    public internal(set) var teacherMACs = 0
    public internal(set) var deltaFrameMACs = 0

    public struct Distance: Sendable, Hashable {
        public let distance: Int
        public internal(set) var frames = 0
        public internal(set) var student: ConfusionMatrix
        public internal(set) var teacher: ConfusionMatrix
        public internal(set) var agreement = Agreement()
        /// Of the pairs that end at this distance: at 0, of what a key frame changes.
        public internal(set) var temporal: TemporalScores?
    }

    init(
        classes: Int, predicts: OutputKind = .classes, interval: Int, policy: KeyFramePolicy = .fixed,
        temporal rule: TemporalProtocol? = nil
    ) {
        keyframeInterval = interval
        keyFramePolicy = policy
        self.classes = classes
        self.predicts = predicts
        let isCounted = classes <= LabelMap.mostClasses && predicts == .classes
        let rule = isCounted ? rule : nil
        let empty = ConfusionMatrix(classCount: isCounted ? classes : 0)
        student = empty
        teacher = empty
        temporal = rule.map { TemporalScores(classes: classes, rule: $0) }
        byDistance = []
        reach(interval - 1)
    }

    /// `(teacher + (T−1) · delta frame) / T`, rounded up.
    public var amortisedMACs: Int {
        BudgetLimit.amortisedMACs(
            deltaFrame: deltaFrameMACs, teacher: teacherMACs, keyframeInterval: keyframeInterval)
    }

    /// Mean over the frames that were run, rounded up.
    public var meanMACs: Int {
        guard frames > 0 else { return 0 }
        let sum = keyFrames * teacherMACs + (frames - keyFrames) * deltaFrameMACs
        return (sum + frames - 1) / frames
    }

    /// Makes room for a distance: with adaptive key frames it may be more than T.
    private mutating func reach(_ distance: Int) {
        let empty = ConfusionMatrix(classCount: student.classCount)
        let rule = temporal?.student.rule
        while byDistance.count <= distance {
            byDistance.append(
                Distance(
                    distance: byDistance.count, student: empty, teacher: empty,
                    temporal: rule.map { TemporalScores(classes: empty.classCount, rule: $0) }))
        }
    }

    mutating func add(distance: Int, predicted: ClassMap, taught: ClassMap, labels: LabelMap?) {
        reach(distance)
        frames += 1
        if distance == 0 { keyFrames += 1 }
        byDistance[distance].frames += 1
        agreement.add(predicted, taught)
        byDistance[distance].agreement.add(predicted, taught)
        guard let labels else { return }
        labelledFrames += 1
        guard let predicted = predicted.labels, let taught = taught.labels else { return }
        student.add(prediction: predicted, labels: labels)
        teacher.add(prediction: taught, labels: labels)
        byDistance[distance].student.add(prediction: predicted, labels: labels)
        byDistance[distance].teacher.add(prediction: taught, labels: labels)
    }

    /// Counts a frame of features.
    ///
    /// - Parameter errors: `‖s − t‖² / ‖t‖²` of each output.
    mutating func add(distance: Int, relativeErrors errors: [Double], labels: LabelMap?) {
        reach(distance)
        frames += 1
        if distance == 0 { keyFrames += 1 }
        if labels != nil { labelledFrames += 1 }
        byDistance[distance].frames += 1
        agreement.add(relativeErrors: errors)
        byDistance[distance].agreement.add(relativeErrors: errors)
    }

    /// Counts a pair of consecutive frames.
    ///
    /// - Parameter flow: backward, from the frame to the one before; nil: nothing flows there, and nothing is counted.
    mutating func add(_ frame: PredictedFrame, after previous: PredictedFrame, flow: FlowField?) {
        guard let flow else { return }
        reach(frame.distance)
        temporal?.add(frame, after: previous, flow: flow)
        byDistance[frame.distance].temporal?.add(frame, after: previous, flow: flow)
    }

    mutating func merge(_ other: Evaluation) {
        reach(other.byDistance.count - 1)
        frames += other.frames
        keyFrames += other.keyFrames
        labelledFrames += other.labelledFrames
        student.merge(other.student)
        teacher.merge(other.teacher)
        agreement.merge(other.agreement)
        if let scores = other.temporal { temporal?.merge(scores) }
        for index in other.byDistance.indices {
            byDistance[index].frames += other.byDistance[index].frames
            byDistance[index].student.merge(other.byDistance[index].student)
            byDistance[index].teacher.merge(other.byDistance[index].teacher)
            byDistance[index].agreement.merge(other.byDistance[index].agreement)
            if let scores = other.byDistance[index].temporal { byDistance[index].temporal?.merge(scores) }
        }
    }
}
