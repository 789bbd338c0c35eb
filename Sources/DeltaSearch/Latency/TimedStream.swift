import Compute
import Networks
import RandomStreams

/// A stream's plans, to be timed: the key frame's with its state filled in, the teacher's, and delta plans that read
/// that state. Frames are noise, the second a little other than the first.
///
/// Belongs to one thread at a time.
final class TimedStream {
    let teacher: TeacherModel
    let threads: Int
    private let store: ParameterStore
    private let key: Plan
    /// The teacher on every frame, for comparison.
    private let everyFrame: Plan
    private let frame: [Float]
    private let clock = ContinuousClock()

    init(_ teacher: TeacherModel, threads: Int, seed: UInt64) throws {
        self.teacher = teacher
        self.threads = threads
        let options = PlanOptions(threads: threads)
        store = ParameterStore(teacher.parameters)
        key = try Plan(teacher.networks.key, parameters: store, options: options)
        everyFrame = try Plan(teacher.network, parameters: store, options: options)
        var stream = RandomStream(seed: seed, stream: "latency.frames")
        let first = key.tensor(teacher.frame).values.map { _ in Float(stream.uniform(-2..<2)) }
        frame = first.map { $0 + Float(stream.uniform(-0.25..<0.25)) }
        key.tensor(teacher.frame).assign(first)
        everyFrame.tensor(teacher.frame).assign(frame)
        try key.forward()
    }

    /// The plan of a student's delta frames, its frame in place.
    func deltaPlan(_ network: Network, _ parameters: Parameters) throws -> Plan {
        var bindings: [String: TensorBuffer] = [:]
        for name in teacher.networks.stateTensors {
            let input = DeltaNetworks.stateInput(name)
            if network.inputs.contains(where: { $0.name == input }) { bindings[input] = key.tensor(name) }
        }
        let plan = try Plan(
            network, parameters: ParameterStore(parameters), options: PlanOptions(threads: threads),
            bindings: bindings)
        if network.inputs.contains(where: { $0.name == teacher.frame }) { plan.tensor(teacher.frame).assign(frame) }
        return plan
    }

    /// Nanoseconds of one key frame.
    func timeKeyFrame() throws -> Int { try time(key) }

    /// Nanoseconds of the teacher on one frame.
    func timeTeacher() throws -> Int { try time(everyFrame) }

    /// Nanoseconds of one run of a plan.
    func time(_ plan: Plan) throws -> Int {
        let start = clock.now
        try plan.forward()
        return (clock.now - start).nanoseconds
    }
}
