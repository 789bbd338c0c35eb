import Networks
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct StreamNetworksTests {
    private static func networks(_ teacher: TeacherModel, _ choose: (Site) -> Candidate) throws -> StreamNetworks {
        let bank = RandomBank.make(teacher)
        let space = TinyTeacher.space(teacher)
        let choices = space.choices.map { $0.candidates.firstIndex(of: choose($0.site))! }
        return try StreamNetworks(teacher, bank.student(choices))
    }

    /// All that is left is a copy of the key frame's scores: no frame, no subtraction, no pre-activations.
    @Test func zeroEverywhereLeavesTheScoresAlone() throws {
        let teacher = try TinyTeacher.make()
        let networks = try Self.networks(teacher) { _ in .zero }
        #expect(networks.delta.nodes.map(\.operation.definition.kind) == ["zeros", "add"])
        #expect(networks.delta.inputs.map(\.name) == ["key:classes"])
        #expect(networks.stateTensors == ["classes"])
        #expect(networks.key.outputs == ["classes"])
        #expect(networks.deltaMACs == 0)
        #expect(networks.stateByteCount == 4 * 6 * 4 * 4)
    }

    @Test func theTeacherEverywhereKeepsAllPreActivations() throws {
        let teacher = try TinyTeacher.make()
        let networks = try Self.networks(teacher) { _ in .teacher }
        #expect(networks.stateTensors == teacher.networks.stateTensors)
        #expect(networks.deltaMACs == teacher.macs)
        #expect(Set(networks.key.outputs) == Set(teacher.networks.key.outputs).subtracting(["frame"]))
    }

    /// A zero at the stem cuts the frame off: what only zeros feed is gone, the subtraction first.
    @Test func whatOnlyZerosFeedIsGone() throws {
        let teacher = try TinyTeacher.make()
        let networks = try Self.networks(teacher) { $0.name == "stem" ? .zero : .teacher }
        #expect(networks.stateTensors == ["classes"])
        #expect(networks.deltaMACs == 0)
        #expect(!networks.delta.inputs.contains { $0.name == "frame" || $0.name == "key:frame" })
    }

    /// The branch over `low` is zero: its pre-activation is not kept, and the key network does not hand it out.
    @Test func stateOfZeroBranchesIsNotKept() throws {
        let teacher = try TinyTeacher.make()
        let all = try Self.networks(teacher) { _ in .teacher }
        let networks = try Self.networks(teacher) { $0.name == "low" ? .zero : .teacher }
        #expect(all.stateTensors.contains("low") && !networks.stateTensors.contains("low"))
        #expect(!networks.key.outputs.contains("low"))
        let shapes = try teacher.network.inferShapes()
        #expect(all.stateByteCount - networks.stateByteCount == shapes.of("low").count * 4)
        // The sums along the rest of the graph stay: the classifier still reads a concat with zeros in it.
        #expect(networks.delta.nodes.contains { $0.name == "joined" })
        #expect(!networks.delta.nodes.contains { $0.name == "low.relu" && $0.operation.definition.kind != "zeros" })
    }
}
