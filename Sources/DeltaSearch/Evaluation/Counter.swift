import Synchronization

/// A count that several workers raise.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// Raises the count; gives the new one.
    func increment() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
