import DeltaSearch
import Networks
import StudentSpace
import VideoData

/// A network of a few convolutions, and frames of its size.
enum TinyNetwork {
    static func make(hasBatchNorm: Bool = false) throws -> Network {
        var b = NetworkBuilder(name: "tiny")
        let frame = try b.input("frame", FeatureShape(height: 16, width: 24, channels: 3))
        var stem = try b.convolution("stem", frame, 6, kernel: 3, stride: 2, hasBias: !hasBatchNorm)
        if hasBatchNorm { stem = try b.batchNorm("bn", stem) }
        stem = try b.relu("stem.relu", stem)
        let body = try b.relu("body.relu", b.convolution("body", stem, 6, kernel: 3, hasBias: true))
        let sum = try b.relu("sum.relu", b.add("sum", b.convolution("mix", body, 6, kernel: 1), stem))
        try b.output(b.convolution("classes", sum, 11, kernel: 1, hasBias: true))
        return b.network
    }

    static func teacher() throws -> TeacherModel {
        let network = try make()
        return try TeacherModel(network, parameters: network.initialParameters(seed: 1))
    }

    static func candidates(_ site: Site) -> [Candidate] {
        let all: [Candidate] = [.teacher, .zero, .lowRank(rank: 1), .lowRank(rank: 2), .separable(rank: 2), .pointwise]
        return all.filter { $0.misfit(at: site) == nil }
    }

    static func source(_ frames: Int = 24) throws -> any FrameSource {
        FrameCache(Streets(seed: 3, size: FrameSize(height: 16, width: 24), frames: frames))
    }
}
