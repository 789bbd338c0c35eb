import Compute

/// The delta distillation of one site (Habibian et al. 2022, section 3.2), student-fed:
/// `‖Δz − Δẑ‖² / ‖Δz‖²` with the teacher's `Δz = z_t − z_0` and the student's Δẑ.
///
/// A site whose output does not change has `Δz → 0`: the denominator is guarded by `1e-6` a value.
enum SiteDistillation {
    /// - Parameter gradient: becomes `weight · ∂/∂Δẑ = 2 · weight · (Δẑ − Δz) / ‖Δz‖²`.
    /// - Returns: the unweighted term.
    static func evaluate(
        key: TensorBuffer, now: TensorBuffer, student: TensorBuffer, weight: Float, gradient: TensorBuffer
    ) -> Double {
        let count = student.count
        precondition(key.count == count && now.count == count && gradient.count == count, "outputs of one site")
        return key.withUnsafeBufferPointer { key in
            now.withUnsafeBufferPointer { now in
                student.withUnsafeBufferPointer { student in
                    gradient.withUnsafeMutableBufferPointer { gradient in
                        let (energy, error) = sums(key, now, student, gradient)
                        let norm = energy + 1e-6 * Double(count)
                        let factor = Float(2 * Double(weight) / norm)
                        for i in 0..<count { gradient[i] *= factor }
                        return error / norm
                    }
                }
            }
        }
    }

    /// Leaves `Δẑ − Δz`; gives `‖Δz‖²` and `‖Δẑ − Δz‖²`. Sums run in 16 lanes over rows of some thousand values.
    private static func sums(
        _ key: UnsafeBufferPointer<Float>, _ now: UnsafeBufferPointer<Float>, _ student: UnsafeBufferPointer<Float>,
        _ gradient: UnsafeMutableBufferPointer<Float>
    ) -> (energy: Double, error: Double) {
        typealias Lanes = SIMD16<Float>
        let width = Lanes.scalarCount
        let block = 256 * width
        let whole = student.count / width * width
        func lanes(_ values: UnsafeBufferPointer<Float>, _ i: Int) -> Lanes {
            UnsafeRawPointer(values.baseAddress! + i).loadUnaligned(as: Lanes.self)
        }
        var (energy, error) = (0.0, 0.0)
        for start in stride(from: 0, to: whole, by: block) {
            var (energies, errors) = (Lanes.zero, Lanes.zero)
            for i in stride(from: start, to: min(start + block, whole), by: width) {
                let delta = lanes(now, i) - lanes(key, i)
                let deviation = lanes(student, i) - delta
                UnsafeMutableRawPointer(gradient.baseAddress! + i).storeBytes(of: deviation, as: Lanes.self)
                energies += delta * delta
                errors += deviation * deviation
            }
            energy += Double(energies.sum())
            error += Double(errors.sum())
        }
        for i in whole..<student.count {
            let delta = now[i] - key[i]
            let deviation = student[i] - delta
            gradient[i] = deviation
            energy += Double(delta * delta)
            error += Double(deviation * deviation)
        }
        return (energy, error)
    }
}
