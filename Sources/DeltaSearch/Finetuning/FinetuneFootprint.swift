import Compute
import Networks
import StudentSpace

/// What a fine-tuning run holds in memory at its most, from shapes alone: nothing is allocated.
///
/// Features are counted by laying the plans' memory out; weights, moments and means by their sizes. A run is at its most
/// while it measures on held-back frames: the plans of its steps stay.
public struct FinetuneFootprint: Sendable, Hashable {
    /// Bytes that every clip of a step adds.
    public let clip: Int
    /// Bytes of all else.
    public let rest: Int

    /// - Parameters:
    ///   - frames: that are read, held-back ones included.
    ///   - workers: that measure side by side.
    /// - Throws: what building the student's networks and laying them out throws.
    public init(
        _ teacher: TeacherModel, _ student: Student, configuration: FinetuneConfiguration, frames: Int, workers: Int
    ) throws {
        var clip = 0
        // With a distillation term other plans run at first; they go before those without it come.
        for distills in configuration.distillationSteps > 0 ? [true, false] : [false] {
            let networks = try FinetuneNetworks(teacher, student, distills: distills)
            clip = max(clip, try Self.plans(networks, tunesTeacher: configuration.tunesTeacher))
        }
        let network = try student.network(teacher)
        let parameters = try student.parameters(teacher, for: network)
        let weights = Self.bytes(parameters)
        let teacherWeights = Self.bytes(teacher.parameters)
        let frame = teacher.network.inputs[0].shape.count
        // A clip's gradients, summed, and its frames, as read and as changed.
        self.clip = clip + Self.compiled + weights + 2 * (1 + configuration.deltaFrames) * frame

        let key = try Plan.byteCount(of: teacher.networks.key)
        let forward = try Plan.byteCount(of: teacher.network)
        let bound = Set(network.inputs.map(\.name)).subtracting([teacher.frame])
        let lanes = min(workers, frames)
        let measuring = lanes * (Self.compiled + key + forward + (try Plan.byteCount(of: network, bound: bound)))
        // As they came, as plans read them and as these pack them, forward and backward; two moments, the mean, the
        // best; those that are measured, packed once more; and a checkpoint: a copy of five of them, and its bytes.
        let ofStudent = (1 + 1 + 2 + 2 + 1 + 1 + 3 + 10) * weights
        // As they came, and twice as plans read and pack them; and where they move, what the student's come to, a second
        // teacher that does not, and its packed ones.
        let ofTeacher = (configuration.tunesTeacher ? 5 + 20 : 5) * teacherWeights
        rest = SearchFootprint.program + Self.reading + min(frames * frame, 1 << 30) + ofStudent + ofTeacher + measuring
    }

    /// The code that primitives are compiled to, for a worker's plans.
    private static let compiled = 10 << 20
    /// Decoding of pictures, the database, and what the allocator keeps.
    private static let reading = 40 << 20

    /// Bytes of a run with so many clips a step.
    public func bytes(clips: Int) -> Int { rest + clips * clip }

    /// The most clips a step that fit; nil where not even one does.
    public func clips(within bytes: Int) -> Int? {
        let count = (bytes - rest) / clip
        return bytes > rest && count > 0 ? count : nil
    }

    private static func plans(_ networks: FinetuneNetworks, tunesTeacher: Bool) throws -> Int {
        let forward = FinetuneWorker.options(pool: nil)
        let key = FinetuneWorker.options(pool: nil, differentiate: tunesTeacher ? .parameters : .none)
        let delta = FinetuneWorker.options(
            pool: nil, differentiate: networks.differentiation(tunesTeacher: tunesTeacher))
        let bound = Set(networks.stateTensors.map(DeltaNetworks.stateInput))
        var bytes = try Plan.byteCount(of: networks.key, options: key)
        bytes += try Plan.byteCount(of: networks.target, options: forward)
        bytes += try Plan.byteCount(of: networks.delta, options: delta, bound: bound)
        guard tunesTeacher else { return bytes }
        // Gradients of the state are summed, and the original's outputs are kept.
        return try bytes + features(networks.tunedState, networks.key)
            + features(networks.target.outputs, networks.target)
    }

    private static func features(_ names: [String], _ network: Network) throws -> Int {
        let shapes = try network.inferShapes()
        return names.reduce(0) { $0 + shapes.of($1).count * MemoryLayout<Float>.stride }
    }

    private static func bytes(_ parameters: Parameters) -> Int {
        parameters.names.reduce(0) { $0 + parameters.value($1).values.count * MemoryLayout<Float>.stride }
    }
}
