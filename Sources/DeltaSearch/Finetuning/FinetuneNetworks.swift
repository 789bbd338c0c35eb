import Compute
import Networks
import StudentSpace

/// The networks of a fine-tuning step: a student's stream, and the teacher beside it.
struct FinetuneNetworks: Sendable {
    /// The teacher on key frames; keeps the state that ``delta`` reads.
    let key: Network
    /// The teacher on delta frames: what the student should have said.
    let target: Network
    /// The student.
    let delta: Network
    let stateTensors: [String]
    /// Sites whose outputs all three have as further outputs; empty without a distillation term.
    let distilledSites: [String]

    /// - Parameter distills: whether the sites' outputs are wanted.
    /// - Throws: what building the student's network throws.
    init(_ teacher: TeacherModel, _ student: Student, distills: Bool) throws {
        let stream = try StreamNetworks(teacher, student)
        stateTensors = stream.stateTensors
        let nodes = Set(stream.delta.nodes.map(\.name))
        // The scores' own site is what the divergence sees.
        let sites = distills ? teacher.sites.map(\.name).filter { nodes.contains($0) && $0 != teacher.scores } : []
        distilledSites = sites
        key = Self.extending(stream.key, by: sites)
        target = Self.extending(teacher.network, by: sites)
        delta = Self.extending(stream.delta, by: sites)
    }

    /// What a delta frame's backward pass computes: gradients of the student's weights and, where the teacher is tuned, of
    /// the state.
    func differentiation(tunesTeacher: Bool) -> PlanOptions.Differentiation {
        guard tunesTeacher else { return .parameters }
        return .init(parameters: { _ in true }, tensors: Set(tunedState.map(DeltaNetworks.stateInput)))
    }

    /// The state that the key frame's network computes: all but the frame itself.
    var tunedState: [String] { stateTensors.filter { key.outputs.contains($0) } }

    private static func extending(_ network: Network, by outputs: [String]) -> Network {
        var result = network
        result.outputs += outputs.filter { !network.outputs.contains($0) }
        return result
    }
}
