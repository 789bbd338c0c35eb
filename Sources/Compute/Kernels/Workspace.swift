/// Memory that kernels of one plan use in turn.
final class Workspace {
    private var gradientBuffer = FloatBuffer(count: 0)
    private var primitiveBuffer = FloatBuffer(count: 0)

    var gradients: UnsafeMutablePointer<Float> { gradientBuffer.base }
    var primitive: UnsafeMutableRawPointer { UnsafeMutableRawPointer(primitiveBuffer.base) }

    /// Makes room, at compile time.
    func reserve(gradients count: Int) {
        if count > gradientBuffer.count { gradientBuffer = FloatBuffer(count: count) }
    }

    func reserve(primitiveBytes bytes: Int) {
        let count = (bytes + 3) / 4
        if count > primitiveBuffer.count { primitiveBuffer = FloatBuffer(count: count) }
    }

    var byteCount: Int { (gradientBuffer.count + primitiveBuffer.count) * MemoryLayout<Float>.stride }
}
