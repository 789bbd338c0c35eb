/// What whole frames take on this machine, in nanoseconds: lower deciles of one run in which both take turns, as a
/// ``LatencyTable`` has them.
public struct FrameTime: Hashable, Sendable {
    /// A delta frame of the student.
    public var deltaFrame: Int
    /// The teacher on a frame.
    public var teacher: Int

    public init(deltaFrame: Int, teacher: Int) {
        self.deltaFrame = deltaFrame
        self.teacher = teacher
    }
}

/// Times students as they will run: on the machine, at the input size and with the threads that a latency table is for.
///
/// One student at a time: nothing else of the tool runs meanwhile.
public protocol FrameTiming: Sendable {
    func time(_ student: Student, of teacher: TeacherModel) throws -> FrameTime
}
