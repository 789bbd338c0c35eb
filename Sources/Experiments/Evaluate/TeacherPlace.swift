import Foundation
import StudentSpace

/// Where the files of a student's teacher lie, which may have been moved.
struct TeacherPlace {
    /// nil: the weights inside the model file are meant.
    let weights: String?
    /// nil: the architecture is built in.
    let model: String?

    /// - Parameter given: the teacher's weights or its model file, where someone says where they lie.
    /// - Throws: ``StudentFileError/outside(_:path:spec:)``, ``StudentFileError/noModel(path:spec:)``.
    init(_ spec: StudentSpec, _ specPath: String, given: String?) throws(StudentFileError) {
        let folder = StudentFiles.folder(of: specPath)
        let (weights, model) = (spec.teacher.weights, spec.teacher.model?.file)
        let ownWeights = weights.file.path(from: folder)
        let ownModel = model?.file.path(from: folder)

        guard let given else {
            try StudentFiles.requireInside(weights, as: .teacher, spec: specPath)
            (self.weights, self.model) = (ownWeights, ownModel)
            return
        }
        func beside(_ file: StudentSpec.FileReference) -> String {
            file.file.path(from: StudentFiles.folder(of: given))
        }
        guard TeacherNetwork.isModel(given) else {
            self.weights = given
            self.model = model.map { model in
                let own = model.file.path(from: folder)
                return Self.exists(own) || !Self.exists(beside(model)) ? own : beside(model)
            }
            return
        }
        guard model != nil else { throw .noModel(path: given, spec: specPath) }
        self.model = given
        if Self.exists(ownWeights) {
            try StudentFiles.requireInside(weights, as: .teacher, spec: specPath)
            self.weights = ownWeights
        } else {
            self.weights = Self.exists(beside(weights)) ? beside(weights) : nil
        }
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
