/// When a run writes a checkpoint on its way. Where it stops and goes on changes nothing in what it comes to.
enum CheckpointSchedule: Sendable {
    /// Once so much work is not saved.
    case every(Duration)
    /// At multiples of a number of steps.
    case steps(Int)

    func isDue(step: Int, since saved: ContinuousClock.Instant) -> Bool {
        switch self {
        case .every(let duration): ContinuousClock.now - saved >= duration
        case .steps(let count): step.isMultiple(of: count)
        }
    }
}
