import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct TeacherTests {
    @Test func aModelSaysWhatItIs() throws {
        let teacher = try TinyTeacher.make()
        #expect(teacher.frame == "frame" && teacher.scores == "classes" && teacher.classes == 4)
        #expect(teacher.input == Size(height: 16, width: 24))
        #expect(teacher.sites.map(\.name) == ["stem", "body", "mix", "low", "side", "classes"])
        #expect(teacher.macs == (try teacher.network.macs()))
    }

    /// Scores need not come from a convolution.
    @Test func scoresMayBeAnyTensor() throws {
        var b = NetworkBuilder(name: "upsampled")
        let frame = try b.input("frame", FeatureShape(height: 8, width: 8, channels: 3))
        let classes = try b.convolution("classes", frame, 5, kernel: 3, stride: 2)
        try b.output(b.resize("up", classes, to: Size(8)))
        var stream = RandomStream(seed: 1, stream: "upsampled")
        let teacher = try TeacherModel(b.network, parameters: b.network.randomParameters(from: &stream))
        #expect(teacher.classes == 5 && teacher.scores == "up")
    }

    @Test func batchNormIsFolded() throws {
        var b = NetworkBuilder(name: "norm")
        let frame = try b.input("frame", FeatureShape(height: 6, width: 6, channels: 3))
        let first = try b.relu("relu", b.batchNorm("bn", b.convolution("first", frame, 4, kernel: 3)))
        try b.output(b.convolution("classes", first, 3, kernel: 1, hasBias: true))
        var stream = RandomStream(seed: 1, stream: "norm")
        let parameters = try b.network.randomParameters(from: &stream)
        let teacher = try TeacherModel(b.network, parameters: parameters)
        #expect(
            teacher.network.nodes.allSatisfy { if case .batchNorm = $0.operation { false } else { true } })
        let input = ReferenceTensor(normal: FeatureShape(height: 6, width: 6, channels: 3), from: &stream)
        let whole = try ReferenceInterpreter(b.network, parameters: parameters).run(["frame": input])["classes"]!
        let folded = try ReferenceInterpreter(teacher.network, parameters: teacher.parameters)
            .run(["frame": input])["classes"]!
        #expect(folded.distance(to: whole) < 1e-5)
    }

    @Test func scoresAreClassProbabilitiesWhateverTheWorkers() throws {
        let teacher = try TinyTeacher.make()
        let source = MovingPattern()
        let frames = [5, 1, 7, 2, 9]
        let scores = try [1, 3, 8].map {
            try TeacherScores(teacher, source, frames: frames, pool: WorkerPool(count: $0))
        }
        for frame in frames {
            let expected = Reference.probabilities(try teacher.reference(source.frame(at: frame))["classes"]!)
            #expect(relativeDistance(scores[0][frame].map(Double.init), expected) < 1e-5)
            #expect(scores[1][frame] == scores[0][frame] && scores[2][frame] == scores[0][frame])
        }
    }
}
