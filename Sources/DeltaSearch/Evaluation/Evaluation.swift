import StudentSpace
public import VideoData

/// What an evaluation measures, and how its parts add up.
public struct Evaluation: Sendable, Hashable {
    public let keyframeInterval: Int
    public private(set) var frames = 0
    /// Against the labels, where there are any.
    public private(set) var student: ConfusionMatrix
    public private(set) var teacher: ConfusionMatrix
    /// The share of pixels whose class is the teacher's.
    public private(set) var agreement = Agreement()
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
    }

    init(classes: Int, interval: Int) {
        keyframeInterval = interval
        let empty = ConfusionMatrix(classCount: classes)
        student = empty
        teacher = empty
        byDistance = (0..<interval).map { Distance(distance: $0, student: empty, teacher: empty) }
    }

    /// `(teacher + (T−1) · delta frame) / T`, rounded up.
    public var amortisedMACs: Int {
        BudgetLimit.amortisedMACs(
            deltaFrame: deltaFrameMACs, teacher: teacherMACs, keyframeInterval: keyframeInterval)
    }

    mutating func add(distance: Int, predicted: LabelMap, taught: LabelMap, labels: LabelMap?) {
        frames += 1
        byDistance[distance].frames += 1
        agreement.add(predicted, taught)
        byDistance[distance].agreement.add(predicted, taught)
        guard let labels else { return }
        student.add(prediction: predicted, labels: labels)
        teacher.add(prediction: taught, labels: labels)
        byDistance[distance].student.add(prediction: predicted, labels: labels)
        byDistance[distance].teacher.add(prediction: taught, labels: labels)
    }

    mutating func merge(_ other: Evaluation) {
        frames += other.frames
        student.merge(other.student)
        teacher.merge(other.teacher)
        agreement.merge(other.agreement)
        for index in byDistance.indices {
            byDistance[index].frames += other.byDistance[index].frames
            byDistance[index].student.merge(other.byDistance[index].student)
            byDistance[index].teacher.merge(other.byDistance[index].teacher)
            byDistance[index].agreement.merge(other.byDistance[index].agreement)
        }
    }
}
