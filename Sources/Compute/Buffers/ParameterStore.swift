public import Networks
import Synchronization

/// The parameter values that plans read, shared by any number of them.
///
/// Values stand in PyTorch's order (convolutions: Cout × Cin/groups × kh × kw). Plans keep weights in layouts of their
/// own: whoever writes a parameter calls ``touch(_:)``, and every plan repacks it before its next run. Not
/// synchronised: write between runs.
public final class ParameterStore: @unchecked Sendable {
    /// Names in the order in which they were given.
    public let names: [String]
    private let entries: [String: Entry]

    final class Entry: @unchecked Sendable {
        let shape: [Int]
        let buffer: FloatBuffer
        var version = 0
        /// The values in layouts that plans want.
        let packedCopies = Mutex<[PackedWeights]>([])

        init(shape: [Int], buffer: FloatBuffer) {
            self.shape = shape
            self.buffer = buffer
        }
    }

    public init(_ parameters: Parameters) {
        names = parameters.names
        var entries: [String: Entry] = [:]
        for name in names {
            let value = parameters.value(name)
            let buffer = FloatBuffer(count: value.values.count)
            buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: value.values) }
            entries[name] = Entry(shape: value.shape, buffer: buffer)
        }
        self.entries = entries
    }

    func entry(_ name: String) -> Entry? { entries[name] }

    public func contains(_ name: String) -> Bool { entries[name] != nil }

    public func shape(_ name: String) -> [Int] { known(name).shape }

    /// The memory behind a parameter; call ``touch(_:)`` after writing to it.
    public func buffer(_ name: String) -> FloatBuffer { known(name).buffer }

    /// Says that a parameter's values have changed.
    public func touch(_ name: String) { known(name).version += 1 }

    /// Brings the layouts that plans keep of a parameter up to date now, rather than before their next run.
    public func repack(_ name: String) throws {
        for copy in known(name).packedCopies.withLock({ $0 }) { try copy.refresh() }
    }

    /// Bytes of the layouts that plans keep of all parameters.
    public var packedByteCount: Int {
        names.reduce(0) { sum, name in
            sum + known(name).packedCopies.withLock { $0.reduce(0) { $0 + $1.buffer.count * 4 } }
        }
    }

    /// Everything, copied out.
    public var parameters: Parameters {
        var result = Parameters()
        for name in names {
            let entry = known(name)
            result[name] = Parameters.Value(
                shape: entry.shape, values: entry.buffer.withUnsafeBufferPointer { Array($0) })
        }
        return result
    }

    private func known(_ name: String) -> Entry {
        guard let entry = entries[name] else { preconditionFailure("no parameter \(name)") }
        return entry
    }
}
