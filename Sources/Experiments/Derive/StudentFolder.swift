import Foundation
import Networks
import ONNX
import StudentSpace
import VideoData

/// A folder that a derived student goes to: `student.json`, its weights and its teacher's; and the original teacher's,
/// where that was tuned along with the student; and the model file, where the teacher's network comes from one.
///
/// The files are made complete in a folder inside first. Then the spec that was there goes, the weights take their
/// places, and the new spec comes last: a folder with a spec is complete, whenever the process ends.
struct StudentFolder {
    static let specName = "student.json"
    static let weightsName = "student.safetensors"
    static let teacherName = "teacher.safetensors"
    static let originalName = "original.safetensors"
    static let modelName = "teacher.onnx"

    let path: String

    /// Whether a student can go there, as far as can be told before it is made.
    ///
    /// - Parameters:
    ///   - teacher: SHA-256 of the weights that will lie beside it.
    ///   - original: whether the original teacher's may lie there as well.
    /// - Throws: ``SearchJobError/folder(_:code:)``; ``SearchJobError/foreignFile(_:)`` where files of these names are
    ///   no student's.
    func requireUsable(teacher: String, original: Bool = false) throws(SearchJobError) {
        try Folder.requireWritable(path)
        let exists = { FileManager.default.fileExists(atPath: $0) }
        let (spec, weights, other) = (file(Self.specName), file(Self.weightsName), file(Self.teacherName))
        let isStudent = (try? StudentSpec.read(spec)) != nil
        if exists(spec), !isStudent { throw .foreignFile(spec) }
        if exists(weights), !isStudent, (try? SafetensorsFile(contentsOf: weights))?.isStudentWeights != true {
            throw .foreignFile(weights)
        }
        if exists(other), !isStudent, (try? SHA256.hex(ofFile: other)) != teacher { throw .foreignFile(other) }
        if exists(file(Self.modelName)), !isStudent { throw .foreignFile(file(Self.modelName)) }
        if original, exists(file(Self.originalName)), !isStudent { throw .foreignFile(file(Self.originalName)) }
    }

    /// A derived student is derived again in no time; one that was fine-tuned is replaced by nobody who does not say so.
    ///
    /// - Throws: ``SearchJobError/finetunedStudent(_:)``.
    func requireNothingFinetuned() throws(SearchJobError) {
        guard intactSpec != nil, let spec = try? StudentSpec.read(file(Self.specName)),
            spec.provenance.finetuning != nil
        else { return }
        throw .finetunedStudent(file(Self.specName))
    }

    /// Where a student's teacher comes from.
    struct TeacherFiles {
        /// The weights of the network of key frames, to be copied.
        var path: String
        /// These weights instead, where they have been tuned.
        var tuned: SafetensorsFile?
        /// The weights that these were tuned from, at some time, to be copied; nil where nothing ever was.
        var original: String?
        /// The model file of the network, in one piece; nil where it is built in.
        var model: [UInt8]?
    }

    /// SHA-256 of the files beside a spec.
    struct Digests {
        var weights: String
        var teacher: String
        var original: String?
        var model: String?
    }

    /// Writes a student.
    ///
    /// - Throws: ``SearchJobError/folder(_:code:)``, ``SafetensorsError``; what was in the folder is then still there.
    func write(
        weights: SafetensorsFile, teacher: TeacherFiles, spec: (Digests) -> StudentSpec
    ) throws -> StudentSpec {
        let existed = FileManager.default.fileExists(atPath: path)
        try Folder.make(path)
        let staging: String
        do throws(SearchJobError) {
            staging = try Folder.makeUnique(in: path, prefix: ".student")
        } catch {
            if !existed { rmdir(path) }
            throw error
        }
        defer {
            try? FileManager.default.removeItem(atPath: "\(path)/\(staging)")
            // A folder that this made and that is empty goes too.
            if !existed { rmdir(path) }
        }
        func stage(_ bytes: [UInt8], _ name: String) throws(SafetensorsError) -> String {
            do throws(StoredFile.Failure) {
                try StoredFile.write(bytes, to: "\(path)/\(staging)/\(name)")
            } catch {
                throw SafetensorsError(path: file(name), error)
            }
            return SHA256.hex(of: bytes)
        }
        func read(_ path: String) throws(SafetensorsError) -> [UInt8] {
            do throws(StoredFile.Failure) {
                return try StoredFile.read(path)
            } catch {
                throw SafetensorsError(path: path, error)
            }
        }
        let made = spec(
            Digests(
                weights: try stage(weights.serialized(), Self.weightsName),
                teacher: try stage(try teacher.tuned?.serialized() ?? read(teacher.path), Self.teacherName),
                original: try teacher.original.map { try stage(read($0), Self.originalName) },
                model: try teacher.model.map { try stage($0, Self.modelName) }))
        _ = try stage(Array(made.json.text().utf8), Self.specName)
        try replace(with: staging, hasOriginal: teacher.original != nil, hasModel: teacher.model != nil)
        return made
    }

    /// Moves the files into their places. One process at a time: two students are never mixed.
    private func replace(with staging: String, hasOriginal: Bool, hasModel: Bool) throws(SearchJobError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .folder(path, code: errno) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw .folder(path, code: errno) }
        // What the spec there names is that student's, and goes with it.
        let old = (try? StudentSpec.read(file(Self.specName)))?.teacher
        guard unlink(file(Self.specName)) == 0 || errno == ENOENT else { throw .folder(path, code: errno) }
        if old?.original != nil, !hasOriginal { unlink(file(Self.originalName)) }
        if old?.model != nil, !hasModel { unlink(file(Self.modelName)) }
        let names =
            [Self.weightsName, Self.teacherName] + (hasOriginal ? [Self.originalName] : [])
            + (hasModel ? [Self.modelName] : [])
        for name in names + [Self.specName] {
            guard rename("\(path)/\(staging)/\(name)", file(name)) == 0 else { throw .folder(path, code: errno) }
            // In this order on disk too.
            fsync(descriptor)
        }
    }

    /// The file or folder that an error of ``write(weights:teacher:spec:)`` could not write, and the system's `errno`; nil for
    /// other errors.
    func writingFailure(_ error: any Error) -> (path: String, code: Int32)? {
        switch error {
        case SearchJobError.folder(let path, let code): return (path, code)
        case let error as SafetensorsError:
            guard error.path.hasPrefix(path + "/"), case .system(_, let code) = error.problem else { return nil }
            return (error.path, code)
        default: return nil
        }
    }

    /// SHA-256 of the spec that lies there; nil where there is none.
    var specSHA256: String? { try? SHA256.hex(ofFile: file(Self.specName)) }

    /// The text of the spec that lies there, where the files that it names lie there too and are what it says.
    var intactSpec: String? {
        let specPath = file(Self.specName)
        guard let bytes = try? StoredFile.read(specPath), let spec = try? StudentSpec.read(specPath),
            ([spec.weights, spec.teacher.weights] + [spec.teacher.original, spec.teacher.model?.file].compactMap { $0 })
                .allSatisfy({
                    (try? SHA256.hex(ofFile: $0.file.path(from: path))) == $0.sha256.description
                })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }
}

extension StudentFolder.TeacherFiles {
    /// The teacher of a search: its weights as they are, or of a model file both the file and the weights inside.
    ///
    /// - Throws: what reading the model file throws.
    init(of inputs: SearchInputs, _ resolved: ResolvedSpace) throws {
        self.init(path: inputs.weightsPath)
        guard let checkpoint = try resolved.teacher.checkpoint else { return }
        tuned = checkpoint
        model = try ModelFile.inOnePiece(inputs.weightsPath)
    }
}

extension SafetensorsFile {
    /// Whether it says that it holds a student's weights.
    var isStudentWeights: Bool { metadata["format"] == StudentFiles.weightsFormat }
}
