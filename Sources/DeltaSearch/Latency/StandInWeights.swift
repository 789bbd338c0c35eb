import Networks
import RandomStreams

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Weights for candidates that are timed and not scored: what a frame takes does not depend on them as long as
/// features stay ordinary numbers.
///
/// Convolution weights are uniform of variance `1 / fan-in`, so that features neither grow nor sink into denormals;
/// everything else is the teacher's.
struct StandInWeights {
    private let pool: [Float]

    init(seed: UInt64) {
        var stream = RandomStream(seed: seed, stream: "latency.weights")
        // Of prime length, so that no two filters are alike.
        pool = (0..<65_537).map { _ in Float(stream.uniform(-1.7320508..<1.7320508)) }
    }

    /// Everything that a student's network reads.
    func parameters(of network: Network, teacher: TeacherModel) throws -> Parameters {
        let shapes = try network.inferShapes()
        var parameters = Parameters()
        var offset = 0
        for node in network.nodes {
            for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                let name = node.parameterName(definition.role)
                if let value = teacher.parameters[name], value.shape == definition.shape {
                    parameters[name] = value
                    continue
                }
                let count = definition.shape.reduce(1, *)
                let scale = 1 / sqrt(Float(max(1, definition.shape.dropFirst().reduce(1, *))))
                parameters[name] = Parameters.Value(
                    shape: definition.shape, values: values(count, from: offset, scale: scale))
                offset += count
            }
        }
        return parameters
    }

    private func values(_ count: Int, from offset: Int, scale: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            var place = offset % pool.count
            for index in 0..<count {
                buffer.initializeElement(at: index, to: scale * pool[place])
                place += 1
                if place == pool.count { place = 0 }
            }
            initialized = count
        }
    }
}
