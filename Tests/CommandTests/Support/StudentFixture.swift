import DeltaSearch
import Experiments
import Foundation
import Networks
import StudentSpace
import VideoData

/// A student of a small network with random weights, written as `derive` writes them.
struct StudentFixture {
    let folder: TemporaryFolder
    let spec: StudentSpec

    var specPath: String { folder.file("student.json") }
    var weightsPath: String { folder.file("student.safetensors") }
    var teacherPath: String { folder.file("teacher.safetensors") }

    /// - Parameter candidate: of every site where it fits; elsewhere, the teacher.
    init(_ candidate: Candidate = .teacher, budget: String = "100%", seed: UInt64 = 1) throws {
        folder = try TemporaryFolder()
        let input = Size(height: 64, width: 64)
        let architecture = try Architecture(name: "ddrnet-23-slim")
        let network = try architecture.network(classes: 11, input: input)
        let parameters = try network.initialParameters(seed: seed)
        try SafetensorsFile(parameters).write(to: folder.file("teacher.safetensors"))
        let model = try TeacherModel(network, parameters: parameters)
        let selection = Selection(everywhere: candidate, sites: model.sites)
        let student = try Student(selection: selection, weights: Self.weights(selection, model, seed: seed))
        try StudentFiles.weights(student, model).write(to: folder.file("student.safetensors"))
        let limit = BudgetLimit(
            try Budget(parsing: budget), teacherMACs: model.macs, keyframeInterval: 4)
        spec = StudentSpec(
            selection: selection, sites: model.sites, damages: nil, limit: limit, input: input,
            teacher: .init(
                architecture: architecture.name, classes: 11,
                weights: try Self.reference("teacher.safetensors", in: folder)),
            weights: try Self.reference("student.safetensors", in: folder),
            provenance: .init(
                experiment: "fixture", strategy: "uniform", seed: seed,
                space: .init(name: "fixture", sha256: Self.digest("space")),
                data: .init(name: "streets:1", sha256: Self.digest("data"))),
            createdBy: ToolVersion.name)
        try spec.write(to: folder.file("student.json"))
    }

    /// Parameters of the candidates' own nodes, from the network's initialisation.
    private static func weights(_ selection: Selection, _ model: TeacherModel, seed: UInt64) throws -> Parameters {
        let network = try Student(selection: selection, weights: Parameters()).network(model)
        let fresh = try network.initialParameters(seed: seed + 1)
        var weights = Parameters()
        for (name, definition) in try network.parameterDefinitions() {
            // What the teacher has in this shape is the teacher's.
            if model.parameters[name]?.shape != definition.shape { weights[name] = fresh.value(name) }
        }
        return weights
    }

    /// The spec with one text put for another, digests and all else as they are.
    func rewriteSpec(_ old: String, _ new: String) throws {
        let text = try folder.text("student.json")
        precondition(text.contains(old), "\(old) is not in the spec")
        try folder.write(text.replacing(old, with: new, maxReplacements: 1), to: "student.json")
    }

    /// Replaces the student's weights, and the digest in the spec with them.
    func replaceWeights(_ change: (SafetensorsFile) throws -> SafetensorsFile) throws {
        let old = spec.weights.sha256.description
        try change(SafetensorsFile(contentsOf: weightsPath)).write(to: weightsPath)
        try rewriteSpec(old, SHA256.hex(ofFile: weightsPath))
    }

    private static func reference(_ name: String, in folder: TemporaryFolder) throws -> StudentSpec.FileReference {
        guard let file = PathInFolder(name), let digest = SHA256Text(try SHA256.hex(ofFile: folder.file(name))) else {
            preconditionFailure("\(name) has a path and a digest")
        }
        return .init(file: file, sha256: digest)
    }

    private static func digest(_ text: String) -> SHA256Text {
        guard let digest = SHA256Text(SHA256.hex(of: text.utf8)) else { preconditionFailure("a digest is one") }
        return digest
    }
}
