import NetworkReference
import Networks
import RandomStreams
import StudentSpace

@testable import DeltaSearch

/// Networks of a few convolutions with random weights.
enum TinyTeacher {
    /// Six sites: 3×3 of stride 2 and 1, 1×1 of stride 1 and 2, a residual sum, a concat, an upsampling; four classes.
    static func make(seed: UInt64 = 1, height: Int = 16, width: Int = 24) throws -> TeacherModel {
        var b = NetworkBuilder(name: "tiny")
        let frame = try b.input("frame", FeatureShape(height: height, width: width, channels: 3))
        let stem = try b.relu("stem.relu", b.convolution("stem", frame, 6, kernel: 3, stride: 2, hasBias: true))
        let body = try b.relu("body.relu", b.convolution("body", stem, 6, kernel: 3, hasBias: true))
        let sum = try b.relu("sum.relu", b.add("sum", b.convolution("mix", body, 6, kernel: 1), stem))
        let low = try b.relu("low.relu", b.convolution("low", sum, 8, kernel: 3, stride: 2, hasBias: true))
        let side = try b.convolution("side", sum, 4, kernel: 1, stride: 2)
        let joined = try b.concat("joined", [low, side])
        try b.output(b.convolution("classes", joined, 4, kernel: 1, hasBias: true))
        return try model(b.network, seed: seed)
    }

    /// A chain: a 3×3 convolution, a 3×3 one behind it, a 1×1 classifier.
    static func chain(seed: UInt64 = 1) throws -> TeacherModel {
        var b = NetworkBuilder(name: "chain")
        let frame = try b.input("frame", FeatureShape(height: 8, width: 10, channels: 3))
        let first = try b.relu("first.relu", b.convolution("first", frame, 4, kernel: 3, hasBias: true))
        let second = try b.relu("second.relu", b.convolution("second", first, 4, kernel: 3, hasBias: true))
        try b.output(b.convolution("classes", second, 3, kernel: 1, hasBias: true))
        return try model(b.network, seed: seed)
    }

    /// What imported networks bring along: a max pool, a norm by the frame's own statistics, squeeze and excite, smooth
    /// activations, a transposed convolution; seven sites.
    static func imported(seed: UInt64 = 1) throws -> TeacherModel {
        var b = NetworkBuilder(name: "imported")
        let frame = try b.input("frame", FeatureShape(height: 16, width: 24, channels: 3))
        let swish = Networks.Operation.activation(Activation(.hardSwish))
        let stem = try b.append(
            "stem.act", swish, [b.convolution("stem", frame, 6, kernel: 3, stride: 2, hasBias: true)])
        let pool = try b.append("pool", .maxPool(MaxPool(kernel: Size(2), stride: Size(2))), [stem])
        let norm = try b.append(
            "norm", .layerNorm(LayerNorm(epsilon: 0.1)), [b.convolution("body", pool, 6, kernel: 3, hasBias: true)])
        let scaled = try b.append("scale", .channelAffine(ChannelAffine(hasBias: true)), [norm])
        let body = try b.append(
            "body.act", .activation(Activation(.gelu)), [b.convolution("mix", scaled, 8, kernel: 1)])
        let reduced = try b.convolution("reduce", b.globalAveragePool("mean", body), 3, kernel: 1, hasBias: true)
        let expanded = try b.convolution("expand", b.relu("reduce.act", reduced), 8, kernel: 1, hasBias: true)
        let gate = try b.append("gate", .activation(Activation(.sigmoid)), [expanded])
        let gated = try b.append("gated", .multiply(Multiply()), [body, gate])
        let out = try b.add("sum", b.convolution("project", gated, 6, kernel: 1), pool)
        let up = TransposedConvolution(outputChannels: 6, kernel: Size(2), stride: Size(2), hasBias: true)
        let large = try b.append("up", .transposedConvolution(up), [out])
        let prelu = try b.append("up.act", .prelu(PReLU()), [large])
        try b.output(b.convolution("classes", prelu, 4, kernel: 1, hasBias: true))
        return try model(b.network, seed: seed)
    }

    /// A grouped and a depthwise convolution between dense ones.
    static func grouped(seed: UInt64 = 1) throws -> TeacherModel {
        var b = NetworkBuilder(name: "grouped")
        let frame = try b.input("frame", FeatureShape(height: 8, width: 10, channels: 3))
        let stem = try b.relu("stem.relu", b.convolution("stem", frame, 6, kernel: 3, hasBias: true))
        let pairs = Convolution(outputChannels: 4, kernel: Size(3), groups: 2, hasBias: true)
        let grouped = try b.relu("grouped.relu", b.append("grouped", .convolution(pairs), [stem]))
        let singles = Convolution(outputChannels: 4, kernel: Size(3), stride: Size(2), groups: 4)
        let depthwise = try b.append("depthwise", .convolution(singles), [grouped])
        try b.output(b.convolution("classes", depthwise, 3, kernel: 1, hasBias: true))
        return try model(b.network, seed: seed)
    }

    static func model(_ network: Network, seed: UInt64) throws -> TeacherModel {
        var stream = RandomStream(seed: seed, stream: "teacher.\(network.name)")
        var parameters = try network.randomParameters(from: &stream)
        // Scores apart enough that classes differ from pixel to pixel.
        let name = network.outputs[0] + ".weight"
        var value = parameters.value(name)
        value.values = value.values.map { 3 * $0 }
        parameters[name] = value
        return try TeacherModel(network, parameters: parameters)
    }

    /// Every candidate of every kind that fits, ranks 1 to 5.
    static func candidates(_ site: Site) -> [Candidate] {
        let ranks = 1...5
        let all =
            [.teacher, .zero, .pointwise, .depthwise, .depthwisePointwise] + ranks.map { Candidate.lowRank(rank: $0) }
            + ranks.map { Candidate.separable(rank: $0) }
        return all.filter { $0.misfit(at: site) == nil }
    }

    static func space(_ teacher: TeacherModel) -> SearchSpace {
        SearchSpace(teacher.sites.map { .init(site: $0, candidates: candidates($0)) })
    }
}

extension SearchSpace {
    /// The choice of one candidate everywhere, of the dearest where a site has none such.
    func choices(_ candidate: Candidate) -> [Int] {
        choices.map { $0.candidates.firstIndex(of: candidate) ?? $0.candidates.count - 1 }
    }

    func macs(_ indices: [Int]) -> Int { zip(choices, indices).reduce(0) { $0 + $1.0.macs[$1.1] } }

    func limit(_ macs: Int, interval: Int = 4) -> BudgetLimit {
        BudgetLimit(Budget(macs: macs), teacherMACs: teacherMACs, keyframeInterval: interval)
    }
}
