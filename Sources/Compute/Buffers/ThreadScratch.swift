import Foundation

/// Memory of the calling thread for what one piece of work needs while it runs; it grows to the largest need.
final class ThreadScratch {
    private var valueBuffer = FloatBuffer(count: 0)
    private var primitiveBuffer = FloatBuffer(count: 0)

    /// Room for so many floats, until the piece ends.
    func values(_ count: Int) -> UnsafeMutablePointer<Float> {
        if count > valueBuffer.count { valueBuffer = FloatBuffer(count: count) }
        return valueBuffer.base
    }

    /// Room for a primitive's own scratch.
    func primitive(bytes: Int) -> UnsafeMutableRawPointer {
        let count = (bytes + 3) / 4
        if count > primitiveBuffer.count { primitiveBuffer = FloatBuffer(count: count) }
        return UnsafeMutableRawPointer(primitiveBuffer.base)
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { pointer in
            if let pointer { Unmanaged<ThreadScratch>.fromOpaque(pointer).release() }
        }
        return key
    }()

    static var current: ThreadScratch {
        if let pointer = pthread_getspecific(key) {
            return Unmanaged<ThreadScratch>.fromOpaque(pointer).takeUnretainedValue()
        }
        let scratch = ThreadScratch()
        pthread_setspecific(key, Unmanaged.passRetained(scratch).toOpaque())
        return scratch
    }
}

/// Memory of the calling thread for what it computes now, outside of plans.
public enum ThreadMemory {
    /// Room for so many floats, not zeroed: the same for every call with the same count, until the thread asks for
    /// more or runs a plan.
    public static func floats(_ count: Int) -> UnsafeMutablePointer<Float> { ThreadScratch.current.values(count) }
}
