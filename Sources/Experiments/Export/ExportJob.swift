import DeltaSearch
import Foundation
public import Networks
import ONNX
import StudentSpace
import VideoData

/// `deltanas export`: a derived student as two ONNX models, the network of key frames and that of the frames between.
public struct ExportJob: Sendable {
    public var specPath: String
    /// The folder that the models go to.
    public var output: String
    /// Whether an export that lies there may be replaced.
    public var overwrites = false
    /// nil: the spec's.
    public var input: Size?
    /// The teacher's weights; nil: as the spec says.
    public var teacher: String?
    /// Whether what was written is read again and run beside the engine.
    public var check: ExportCheck?

    public init(specPath: String, output: String) {
        self.specPath = specPath
        self.output = output
    }

    /// Writes the folder.
    ///
    /// With a ``check``, the files are in their place only once they hold.
    ///
    /// - Throws: ``ExportError``, ``StudentFileError``, and what reading and building throw.
    public func run() throws -> ExportReport {
        let folder = ExportFolder(path: output, overwrites: overwrites)
        try folder.requireUsable()
        let loaded = try StudentFiles.load(specPath, teacher: teacher, input: input)
        let pair = try ExportedPair(loaded, specSHA256: SHA256.hex(ofFile: specPath))
        var report = ExportReport(self, pair)
        try folder.write { staging throws in
            for (model, name) in [(pair.key, ExportFolder.keyName), (pair.delta, ExportFolder.deltaName)] {
                let bytes = try Self.serialized(model, named: folder.file(name))
                try folder.stage(bytes, name, in: staging)
                report.files.append(
                    ExportReport.File(
                        name: name, bytes: bytes.count, sha256: SHA256.hex(of: bytes),
                        operators: model.network.nodes.count))
            }
            try folder.stage(Array(ExportReadme(pair).text.utf8), ExportFolder.readmeName, in: staging)
            guard let check else { return }
            let comparison = try check.run(loaded, pair, folder: staging)
            report.comparison = comparison
            guard comparison.holds else {
                throw ExportError.differs(
                    spec: specPath, difference: comparison.largest, allowed: ExportCheck.tolerance)
            }
        }
        return report
    }

    /// Protocol buffers end at 2 GiB.
    private static func serialized(_ model: ModelExport, named path: String) throws -> [UInt8] {
        let weights = model.parameters.names.reduce(0) { $0 + 4 * model.parameters.value($1).values.count }
        guard weights < Self.largestModel else {
            throw ExportError.tooLarge(path: path, bytes: weights, limit: Self.largestModel)
        }
        return try model.bytes()
    }

    private static let largestModel = 2_000_000_000
}
