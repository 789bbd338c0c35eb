import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct DeltaNetworksTests {
    private static func folded(_ network: Network, seed: UInt64) throws -> (network: Network, parameters: Parameters) {
        let folding = BatchNormFolding(network)
        return (folding.network, try folding.parameters(network.randomParameters(seed: seed)))
    }

    /// With every student equal to its layer, the delta network is the teacher.
    private static func checkIdentity(_ network: Network, seed: UInt64, tolerance: Double) throws {
        let (teacher, parameters) = try folded(network, seed: seed)
        let networks = try DeltaNetworks(teacher: teacher)
        let reference = ReferenceInterpreter(networks.key, parameters: parameters)
        var stream = RandomStream(seed: seed, stream: "frames")
        let shape = teacher.inputs[0].shape
        let keyFrame = ReferenceTensor(normal: shape, from: &stream)
        let key = try reference.run(["frame": keyFrame])
        // A change as large as the frame itself: many activations switch.
        let frame = ReferenceTensor(normal: shape, from: &stream)
        let expected = try reference.run(["frame": frame])[teacher.outputs[0]]!

        var inputs = ["frame": frame]
        for tensor in networks.stateTensors { inputs[DeltaNetworks.stateInput(tensor)] = key[tensor]! }
        let delta = try parameters.restricted(to: networks.delta)
        let found = try ReferenceInterpreter(networks.delta, parameters: delta).run(inputs)
        #expect(found[DeltaNetworks.scores]!.distance(to: expected) < tolerance)
        #expect(expected.distance(to: key[teacher.outputs[0]]!) > 0.1)

        // Every tensor between is the difference of the teacher's.
        let teacherTensors = try reference.run(["frame": frame])
        for node in teacher.nodes {
            let difference = zip(teacherTensors[node.name]!.values, key[node.name]!.values).map { $0 - $1 }
            let expected = ReferenceTensor(key[node.name]!.shape, values: difference)
            #expect(found[node.name]!.distance(to: expected) < tolerance)
        }
    }

    @Test func reproducesATeacherWithEveryOperation() throws {
        for seed in 1...20 { try Self.checkIdentity(.withEveryOperation(), seed: UInt64(seed), tolerance: 1e-9) }
    }

    @Test func reproducesDDRNet() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        try Self.checkIdentity(network, seed: 2, tolerance: 1e-9)
    }

    @Test func dropsEveryBiasAndKeepsEveryShapeAndCost() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 11, input: Size(height: 360, width: 480))
        let teacher = BatchNormFolding(network).network
        let networks = try DeltaNetworks(teacher: teacher)
        let (before, after) = (try teacher.inferShapes(), try networks.delta.inferShapes())
        for node in teacher.nodes { #expect(after.of(node.name) == before.of(node.name)) }
        #expect(after.of(DeltaNetworks.scores) == before.of(teacher.outputs[0]))
        #expect(try networks.delta.macs() == teacher.macs())
        #expect(try networks.key.macs() == teacher.macs())
        #expect(try networks.delta.parameterDefinitions().allSatisfy { $0.definition.role == "weight" })
    }

    @Test func keepsTheStateThatNonlinearitiesRead() throws {
        let teacher = BatchNormFolding(try .withEveryOperation()).network
        let networks = try DeltaNetworks(teacher: teacher)
        #expect(networks.stateTensors == ["frame", "stem.0", "unfolded", "hidden.0", "classes"])
        #expect(networks.key.outputs == ["classes", "frame", "stem.0", "unfolded", "hidden.0"])
        #expect(networks.delta.inputs.map(\.name) == ["frame"] + networks.stateTensors.map { "key:" + $0 })
        #expect(networks.delta.outputs == ["scores"])
        let relu = networks.delta.nodes.first { $0.name == "frame.relu" }
        #expect(relu == Node("frame.relu", .deltaActivation(DeltaActivation(.relu)), ["key:frame", "delta:frame"]))
    }

    @Test func everyOutputIsPutTogether() throws {
        var teacher = BatchNormFolding(try Network.withEveryOperation()).network
        let one = try DeltaNetworks(teacher: teacher)
        teacher.outputs.append("hidden.0")
        let networks = try DeltaNetworks(teacher: teacher)
        #expect(networks.delta.outputs == ["scores", "scores:1"])
        #expect(networks.key.outputs.prefix(2) == ["classes", "hidden.0"])
        #expect(Set(networks.key.outputs).count == networks.key.outputs.count)
        #expect(
            networks.delta.nodes.suffix(2).map(\.inputs) == [
                ["key:classes", "classes"], ["key:hidden.0", "hidden.0"],
            ])
        #expect(Set(networks.stateTensors) == Set(one.stateTensors + ["hidden.0"]))
    }

    @Test func refusesWhatHasNoDelta() throws {
        let network = try Network.withEveryOperation()
        #expect(throws: DeltaDomainError.unsupported(node: "stem.1", "batch-norm")) {
            try DeltaNetworks(teacher: network)
        }
        var teacher = BatchNormFolding(network).network
        teacher.outputs = []
        #expect(throws: DeltaDomainError.noOutput) { try DeltaNetworks(teacher: teacher) }
        teacher.outputs = ["classes", "hidden.0", "classes"]
        #expect(throws: DeltaDomainError.repeatedOutput("classes")) { try DeltaNetworks(teacher: teacher) }
        teacher.outputs = ["classes"]
        teacher.nodes.append(Node("scores", .activation(Activation(.relu)), ["classes"]))
        #expect(throws: DeltaDomainError.reservedName("scores")) { try DeltaNetworks(teacher: teacher) }
        teacher.inputs = []
        #expect(throws: DeltaDomainError.inputCount(0)) { try DeltaNetworks(teacher: teacher) }
    }
}
