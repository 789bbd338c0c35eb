import Synchronization

/// Results by index, filled in from several workers.
final class Slots<Value: Sendable>: Sendable {
    private let slots: Mutex<(values: [Value?], filled: Int)>

    init(count: Int) { slots = Mutex((Array(repeating: nil, count: count), 0)) }

    /// Fills a slot in; gives the number filled so far.
    @discardableResult
    func set(_ index: Int, _ value: Value) -> Int {
        slots.withLock {
            $0.values[index] = value
            $0.filled += 1
            return $0.filled
        }
    }

    /// How many are filled.
    var filled: Int { slots.withLock { $0.filled } }

    /// All values, once every slot is filled.
    var values: [Value] {
        slots.withLock { slots in
            slots.values.map { value in
                guard let value else { preconditionFailure("a slot was read before it was filled") }
                return value
            }
        }
    }
}
