public import Networks

/// What a stream runs: a teacher's networks cut down to what one student's delta frames read.
public struct StreamNetworks: Hashable, Sendable {
    /// Runs on key frames. Outputs: the teacher's, then the state that ``delta`` reads; what no delta frame asks for is
    /// not kept.
    public let key: Network
    /// Runs on delta frames. Only the inputs that it reads: sites that are `zero`, and everything that only zeros feed,
    /// have no nodes and no state; where nothing reads the frame, it is no input either.
    public let delta: Network
    /// What is kept of a key frame, by the teacher's names: the frame, pre-activations, the scores; as far as read.
    public let stateTensors: [String]
    /// Multiply-accumulates of a delta frame.
    public let deltaMACs: Int
    /// Bytes of the state.
    public let stateByteCount: Int

    /// - Throws: what building the student's network throws.
    public init(_ teacher: TeacherModel, _ student: Student) throws {
        let network = try student.network(teacher).eliminatingUnreadInputs()
        let read = Set(network.inputs.map(\.name))
        let state = teacher.networks.stateTensors.filter { read.contains(DeltaNetworks.stateInput($0)) }
        var key = teacher.network
        key.outputs = teacher.outputs + state.filter { !teacher.outputs.contains($0) && $0 != teacher.frame }
        self.key = key
        delta = network
        stateTensors = state
        deltaMACs = try network.macs()
        stateByteCount = network.inputs.filter { $0.name != teacher.frame }.reduce(0) {
            $0 + $1.shape.count * MemoryLayout<Float>.stride
        }
    }
}
