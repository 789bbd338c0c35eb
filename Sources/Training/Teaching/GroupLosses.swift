import Synchronization

/// Losses by group, each set by the worker that ran it.
final class GroupLosses: Sendable {
    private let values: Mutex<[Double]>

    init(count: Int) { values = Mutex(Array(repeating: 0, count: count)) }

    func set(_ group: Int, _ loss: Double) { values.withLock { $0[group] = loss } }

    /// Summed in the order of the groups.
    var mean: Double { values.withLock { $0.reduce(0, +) / Double($0.count) } }
}
