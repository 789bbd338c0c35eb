import Foundation
import Networks

@testable import Experiments
@testable import StudentSpace

/// Sound documents, by our own writers.
enum Seeds {
    /// The package's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The spaces that are shipped, at a smaller input, and one of every kind of candidate.
    static func spaces() throws -> [JSONValue] {
        let all = """
            {"format": "deltanas.space/1", "name": "all",
             "teacher": {"architecture": "ddrnet-23-slim", "classes": 11, "weights": "t.safetensors"},
             "input": "64x128", "keyframeInterval": 3, "data": "clip",
             "sites": [{"match": ["conv1.0", "final_layer.conv2"], "candidates": ["teacher"]},
              {"match": "layer1.*", "candidates": ["zero", "pointwise", "depthwise", "teacher", "lowrank:4"]},
              {"match": "*", "candidates": ["zero", "depthwise-pointwise",
               {"kind": "separable", "ranks": ["C/4", 8, "3C/8"]}, {"kind": "lowrank", "ranks": [16, "C"]}, "teacher"]}],
             "shared": [{"label": "a", "match": ["layer1.0.conv1", "layer1.0.conv2"]}]}
            """
        let shipped = try ["ddrnet", "ddrnet-paper", "ddrnet-shared", "delta-distillation"].map { name in
            try DocumentFile.contents(of: "\(root)/searchspaces/\(name).json")
        }
        return try (shipped + [Array(all.utf8)]).map { try JSONParser.parse($0, file: "seed.json") }
    }

    /// A student of DDRNet-23-slim with everything that a spec may say.
    static func spec() throws -> JSONValue {
        let input = Size(64)
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: input)
        let sites = try Site.sites(of: BatchNormFolding(network).network)
        let kinds: [Candidate] = [.lowRank(rank: 4), .separable(rank: 4), .zero, .pointwise, .teacher, .depthwise]
        let choices = sites.enumerated().map { index, site -> Selection.Choice in
            let candidate = kinds[index % kinds.count]
            return .init(site: site.name, candidate: candidate.misfit(at: site) == nil ? candidate : .teacher)
        }
        let table = LatencyTable(
            device: "a processor", threads: 4, input: input, teacherNanoseconds: 9_000_000, restNanoseconds: 300_000,
            sites: Dictionary(
                uniqueKeysWithValues: choices.map { ($0.site, [$0.candidate.description: 10_000]) }))
        let teacherMACs = sites.reduce(0) { $0 + $1.teacherMACs }
        guard let digest = SHA256Text(String(repeating: "0f", count: 32)),
            let weights = PathInFolder("student.safetensors"),
            let teacher = PathInFolder("weights/teacher.safetensors"),
            let original = PathInFolder("original.safetensors")
        else { throw FuzzFault("a seed that is none") }
        let limit = try BudgetLimit(
            Budgets(parsing: "90% + 8ms"), scope: .amortised, teacherMACs: teacherMACs, teacherNanoseconds: 9_000_000,
            keyframeInterval: 4)
        return StudentSpec(
            selection: Selection(choices), sites: sites, damages: sites.indices.map { 0.5 + Double($0) }, limit: limit,
            latency: table, measured: (7_000_000, 9_100_000), input: input,
            teacher: .init(
                architecture: "ddrnet-23-slim", classes: 11, weights: .init(file: teacher, sha256: digest),
                original: .init(file: original, sha256: digest)),
            weights: .init(file: weights, sha256: digest),
            provenance: .init(
                experiment: "e", strategy: "gumbel", seed: .max, space: .init(name: "space.json", sha256: digest),
                data: .init(name: "streets:7", sha256: digest),
                finetuning: .init(
                    student: digest, data: .init(name: "streets:8", sha256: digest), steps: 40, seed: 3,
                    usesLabels: true)),
            createdBy: "deltanas 0.1.0"
        ).json
    }

    /// What `pareto` writes.
    static func pareto() -> JSONValue {
        func point(_ series: String, _ steps: Int, _ macs: Int, _ agreement: Double?) -> ParetoReport.Point {
            .init(
                series: series, isBaseline: series != "e", finetuneSteps: steps, budget: "40%", deltaFrameMACs: macs,
                amortisedMACs: macs + 100, amortisedShare: Double(macs) / 1e6, agreement: agreement, miou: 0.5,
                spec: "students/e/40/student.json")
        }
        return ParetoReport(
            experiment: "e", data: "streets:7", range: 0..<48, isFitted: false, keyframeInterval: 4, teacherMIoU: 0.6,
            points: [
                point("e", 0, 200_000, 0.9), point("e", 0, 400_000, 0.95), point("e", 60, 400_000, 0.97),
                point("greedy", 0, 300_000, nil),
            ]
        ).json
    }
}
