public import VideoData

/// That an evaluation scores how steady predictions are, and by what.
public struct TemporalScoring: Sendable {
    public let rule: TemporalProtocol
    public let flow: FlowSource

    public init(_ rule: TemporalProtocol, flow: FlowSource) {
        self.rule = rule
        self.flow = flow
    }

    /// Backward flow of a pair; nil where nothing flows.
    func flow(_ pair: PredictedPair, of source: any FrameSource) throws -> FlowField? {
        try flow.flow(at: pair.frame.index, of: source, image: pair.frame.image, previous: pair.previous.image)
    }
}

/// Temporal consistency of a student and of its teacher, over the same pairs and the same flow.
public struct TemporalScores: Sendable, Hashable {
    public private(set) var student: TemporalConsistency
    public private(set) var teacher: TemporalConsistency

    init(classes: Int, rule: TemporalProtocol) {
        student = TemporalConsistency(classCount: classes, rule: rule)
        teacher = student
    }

    mutating func add(_ frame: PredictedFrame, after previous: PredictedFrame, flow: FlowField) {
        guard let predicted = frame.predicted.labels, let before = previous.predicted.labels,
            let taught = frame.taught.labels, let taughtBefore = previous.taught.labels
        else { preconditionFailure("classes that labels can tell apart") }
        student.add(predicted, previous: before, flow: flow)
        teacher.add(taught, previous: taughtBefore, flow: flow)
    }

    mutating func merge(_ other: TemporalScores) {
        student.merge(other.student)
        teacher.merge(other.teacher)
    }
}
