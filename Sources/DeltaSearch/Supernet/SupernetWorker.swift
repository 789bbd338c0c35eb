import Compute
import Networks
import StudentSpace
import Training
import VideoData

/// Runs one frame pair: the teacher on the key frame, the supernet on the delta frame, and back.
final class SupernetWorker: @unchecked Sendable {
    private let teacher: TeacherModel
    private let key: Plan
    private let delta: Plan
    private let both: PlanSequence
    private var following: PlanBackward?

    /// - Parameter pool: helps with the pair where it has nothing else to do.
    init(
        _ teacher: TeacherModel, teacherStore: ParameterStore, kernels: ParameterStore, pool: WorkerPool
    ) throws {
        self.teacher = teacher
        key = try Plan(
            teacher.networks.key, parameters: teacherStore, options: PlanOptions(pool: pool, pieces: Self.pieces))
        var bindings: [String: TensorBuffer] = [:]
        for name in teacher.networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        delta = try Plan(
            teacher.networks.delta, parameters: kernels, options: Self.deltaOptions(teacher.sites, pool),
            bindings: bindings)
        both = PlanSequence([key, delta])
    }

    /// Has the backward pass followed by work on each site's kernel gradient, as soon as that is there.
    func follow(_ sites: [(site: String, body: () throws -> Void)]) {
        following = PlanBackward(delta, then: sites.map { ($0.site + ".weight", $0.body) })
    }

    /// The delta plan's: gradients of every site's kernel.
    static func deltaOptions(_ sites: [Site], _ pool: WorkerPool? = nil) -> PlanOptions {
        let weights = Set(sites.map { $0.name + ".weight" })
        return PlanOptions(pool: pool, pieces: pieces, differentiate: .init(parameters: { weights.contains($0) }))
    }

    /// As many whatever the number of workers: a gradient's bits depend on it.
    private static let pieces = 4

    /// Forward, the divergence of the scores from the teacher's, and its gradients.
    ///
    /// - Parameter target: the teacher's on the delta frame (``TeacherScores``).
    /// - Parameter accept: called with the divergence, `KL(teacher ‖ student)`, mean over positions, before the backward
    ///   pass; what it throws ends the run.
    /// - Returns: the divergence.
    func run(
        key keyImage: RGBImage, now: RGBImage, target: [Float], accept: (Double) throws -> Void = { _ in }
    ) throws -> Double {
        teacher.normalization.write(keyImage, to: key.tensor(teacher.frame))
        teacher.normalization.write(now, to: delta.tensor(teacher.frame))
        try both.forward()
        let loss = OutputLoss(teacher).evaluate(teacher, delta, target: target)
        try accept(loss)
        if let following { try following.run() } else { try delta.backward() }
        return loss
    }

    /// `∂KL/∂V` at a site, in PyTorch's order.
    func kernelGradient(_ site: String) -> FloatBuffer { delta.parameterGradient(site + ".weight") }
}
