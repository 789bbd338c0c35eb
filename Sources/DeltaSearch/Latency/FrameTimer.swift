import StudentSpace

/// Times whole frames of a student and its teacher, in turns: a key frame and three delta frames as in a stream, then
/// the teacher on a frame, again and again, so that a machine that slows down slows all of them down.
public struct FrameTimer: FrameTiming {
    /// Threads that one frame uses.
    public let threads: Int
    /// Seconds after which no further round begins, once there are ``fewestRounds``.
    public let seconds: Double

    static let fewestRounds = 5
    static let deltaFramesARound = 3

    public init(threads: Int, seconds: Double = 1) {
        precondition(threads >= 1, "\(threads) threads")
        self.threads = threads
        self.seconds = seconds
    }

    /// Times a student.
    ///
    /// - Throws: what assembling and compiling throw.
    public func times(_ student: Student, of teacher: TeacherModel) throws -> FrameTimes {
        let network = try student.network(teacher)
        let stream = try TimedStream(teacher, threads: threads, seed: 0)
        let delta = try stream.deltaPlan(network, student.parameters(teacher, for: network))
        _ = try (stream.time(delta), stream.timeTeacher())
        var (keys, deltas, teachers): ([Int], [Int], [Int]) = ([], [], [])
        let clock = ContinuousClock()
        let start = clock.now
        while keys.count < Self.fewestRounds || clock.now - start < .seconds(seconds) {
            keys.append(try stream.timeKeyFrame())
            for _ in 0..<Self.deltaFramesARound { deltas.append(try stream.time(delta)) }
            // What runs first after other plans finds nothing of its own in the caches.
            _ = try stream.timeTeacher()
            teachers.append(try stream.timeTeacher())
        }
        return FrameTimes(key: TimeSummary(keys), delta: TimeSummary(deltas), teacher: TimeSummary(teachers))
    }

    public func time(_ student: Student, of teacher: TeacherModel) throws -> FrameTime {
        let times = try times(student, of: teacher)
        return FrameTime(deltaFrame: times.delta.lowerDecile, teacher: times.teacher.lowerDecile)
    }
}
