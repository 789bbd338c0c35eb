public import DeltaSearch
import Foundation
public import Networks
import ONNX
public import StudentSpace
import VideoData

/// A derived student on disk: `student.json`, its weights beside it, and the teacher's weights.
public enum StudentFiles {
    static let weightsFormat = "deltanas.student-weights/1"

    /// What the weights file holds: every parameter that a delta frame's network reads, by that network's names.
    ///
    /// With it, key and delta frames need nothing of each other's files.
    public static func weights(_ student: Student, _ teacher: TeacherModel) throws -> SafetensorsFile {
        let network = try student.network(teacher)
        return try SafetensorsFile(
            student.parameters(teacher, for: network), metadata: ["format": weightsFormat])
    }

    /// A spec's student, ready to run, with its teacher.
    public struct Loaded: Sendable {
        public let specPath: String
        public let spec: StudentSpec
        /// Of the teacher's weights; of the model file, where they were taken from there.
        public let teacherPath: String
        /// Of the model file that the teacher's network comes from; nil where it is built in.
        let modelPath: String?
        public let teacher: TeacherModel
        public let student: Student

        /// Where the weights lie that the teacher's were tuned from; nil where they were not.
        var originalPath: String? {
            spec.teacher.original.map { $0.file.path(from: StudentFiles.folder(of: specPath)) }
        }

        /// What the student is held against, where that is not ``teacher``: the teacher before it was tuned.
        ///
        /// - Throws: ``StudentFileError`` where its file is missing or another one; what reading throws.
        public func original() throws -> TeacherModel? {
            guard let reference = spec.teacher.original, let path = originalPath else { return nil }
            try StudentFiles.requireInside(reference, as: .original, spec: specPath)
            try StudentFiles.check(path, reference.sha256, as: .original, spec: specPath)
            return try StudentFiles.network(spec, file: specPath, input: teacher.input, model: modelPath)
                .teacher(checkpoint: path)
        }
    }

    /// The weights file of a tuned teacher: the architecture's own parameters, as if it had been trained so.
    static func tunedTeacher(_ folded: Parameters, _ loaded: Loaded) throws -> SafetensorsFile {
        let network = try network(
            loaded.spec, file: loaded.specPath, input: loaded.teacher.input, model: loaded.modelPath
        ).network
        return try SafetensorsFile(BatchNormFolding(network).unfolded(folded))
    }

    /// Reads a spec and everything it names.
    ///
    /// - Parameters:
    ///   - teacher: where the teacher lies; nil: beside the spec, as it says. Its weights: an imported one's model file
    ///     is then beside the spec or beside them. Or the model file: the weights are then beside the spec, beside it, or
    ///     inside it.
    ///   - input: another input size than the spec's.
    /// - Throws: ``StudentFileError`` where a file is missing or another one; what reading and building throw.
    public static func load(_ specPath: String, teacher: String? = nil, input: Size? = nil) throws -> Loaded {
        let spec = try StudentSpec.read(specPath)
        let folder = folder(of: specPath)
        let place = try TeacherPlace(spec, specPath, given: teacher)
        if let weights = place.weights { try check(weights, spec.teacher.weights.sha256, as: .teacher, spec: specPath) }
        try requireInside(spec.weights, as: .student, spec: specPath)
        let weightsPath = spec.weights.file.path(from: folder)
        try check(weightsPath, spec.weights.sha256, as: .student, spec: specPath)

        let size = input ?? spec.input
        let built = try Self.network(spec, file: specPath, input: size, model: place.model)
        try MemoryNeed.require(1, of: built.network, input: size)
        let model: TeacherModel
        if let weights = place.weights {
            model = try built.teacher(checkpoint: weights)
        } else {
            // What was derived has the model file's own weights beside it, byte for byte.
            let path = place.model ?? specPath
            let found = SHA256.hex(of: try built.checkpoint?.serialized() ?? [])
            guard found == spec.teacher.weights.sha256.description else {
                throw StudentFileError.differs(
                    .teacher, path: path, expected: spec.teacher.weights.sha256.description, found: found)
            }
            model = try built.teacher(weights: path)
        }
        var network = try Student(selection: spec.selection, weights: Parameters()).network(model)
        network.name = "student"
        let weights = try Parameters(checkpoint: SafetensorsFile(contentsOf: weightsPath), for: network)
        return Loaded(
            specPath: specPath, spec: spec, teacherPath: place.weights ?? place.model ?? specPath,
            modelPath: place.model, teacher: model, student: Student(selection: spec.selection, weights: weights))
    }

    /// The network of the teacher that a spec names.
    ///
    /// - Parameter model: where its model file lies; nil: beside the spec, as it says.
    /// - Throws: ``SettingError``; ``StudentFileError`` where its model file is missing, elsewhere or another one; what
    ///   reading and building throw.
    static func network(
        _ spec: StudentSpec, file: String, input: Size, model place: String? = nil
    ) throws -> TeacherNetwork {
        if let model = spec.teacher.model {
            let own = model.file.file.path(from: folder(of: file))
            if place == nil || place == own { try requireInside(model.file, as: .model, spec: file) }
            let path = place ?? own
            try check(path, model.file.sha256, as: .model, spec: file)
            return try TeacherNetwork(
                model: path, classes: spec.teacher.classes, input: input, outputs: model.outputs,
                normalization: model.normalization, predicts: model.predicts)
        }
        guard spec.teacher.architecture != TeacherNetwork.imported else { throw SettingError.noModel(file: file) }
        let architecture: Architecture
        do {
            architecture = try Architecture(name: spec.teacher.architecture)
        } catch {
            throw SettingError.architecture(file: file, error)
        }
        return try TeacherNetwork(architecture, classes: spec.teacher.classes, input: input)
    }

    /// A path's folder, empty for the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Specs come from anywhere: what they name lies beside them, and is no link to elsewhere.
    static func requireInside(
        _ reference: StudentSpec.FileReference, as role: StudentFileError.Role, spec: String
    ) throws(StudentFileError) {
        let folder = folder(of: spec)
        guard reference.file.leads(outOf: folder) else { return }
        throw .outside(role, path: reference.file.path(from: folder), spec: spec)
    }

    fileprivate static func check(
        _ path: String, _ expected: SHA256Text, as role: StudentFileError.Role, spec: String
    ) throws {
        let found: String
        do throws(ImageFileError) {
            found = try SHA256.hex(ofFile: path)
        } catch {
            guard case .cannotRead(_, let code) = error, code == ENOENT || code == ENOTDIR else { throw error }
            throw StudentFileError.missing(role, path: path, spec: spec)
        }
        // A student has its model file in one piece, which it need not be elsewhere.
        if role == .model, found != expected.description, let whole = try? ModelFile.inOnePiece(path),
            SHA256.hex(of: whole) == expected.description
        {
            return
        }
        guard found == expected.description else {
            throw StudentFileError.differs(role, path: path, expected: expected.description, found: found)
        }
    }
}
