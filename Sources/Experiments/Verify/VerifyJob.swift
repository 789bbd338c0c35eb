import Networks
import StudentSpace
import VideoData

/// `deltanas verify`: whether a derived student is what its spec says, from the emitted files alone.
///
/// Costs are counted again by ``SpecVerifier``, with code of its own, against the architecture built anew.
public struct VerifyJob: Sendable {
    public var specPath: String

    public init(specPath: String) { self.specPath = specPath }

    /// - Throws: where the spec cannot be read, or names an architecture that cannot be built.
    public func run() throws -> VerificationReport {
        let spec = try StudentSpec.read(specPath)
        let folder = StudentFiles.folder(of: specPath)
        let weightsPath = spec.weights.file.path(from: folder)
        let teacherPath = spec.teacher.weights.file.path(from: folder)

        var checks: [VerificationReport.Check] = []
        // Against another model file, or none, nothing can be counted.
        let model = spec.teacher.model.map { model in
            VerificationReport.Check(
                .modelDigest(path: model.file.file.path(from: folder)), Self.digest(model.file, folder))
        }
        let network =
            model?.passes == false
            ? nil : try StudentFiles.network(spec, file: specPath, input: spec.input).network
        if let network {
            let discrepancies = try SpecVerifier(teacher: network).discrepancies(in: spec)
            checks.append(
                .init(.costs(sites: spec.sites.count), discrepancies.filter { !$0.isOfTime }.map { .spec($0) }))
            if spec.latency != nil {
                checks.append(
                    .init(.times(sites: spec.sites.count), discrepancies.filter(\.isOfTime).map { .spec($0) }))
            }
        }
        checks.append(.init(.weightsDigest(path: weightsPath), Self.digest(spec.weights, folder)))
        if let network, !spec.weights.file.leads(outOf: folder) {
            let findings = try Self.weights(weightsPath, spec, BatchNormFolding(network).network)
            checks.append(.init(.weights(path: weightsPath), findings))
        }
        if let model { checks.append(model) }
        // The teacher may lie elsewhere: then `evaluate --teacher` checks it.
        let isTeacherThere = (try? SHA256.hex(ofFile: teacherPath)) != nil
        if isTeacherThere {
            checks.append(.init(.teacherDigest(path: teacherPath), Self.digest(spec.teacher.weights, folder)))
        }
        let originalPath = spec.teacher.original?.file.path(from: folder)
        var unread = isTeacherThere ? nil : teacherPath
        if let original = spec.teacher.original, let path = originalPath {
            if (try? SHA256.hex(ofFile: path)) != nil {
                checks.append(.init(.teacherDigest(path: path), Self.digest(original, folder)))
            } else {
                unread = unread ?? path
            }
        }
        return VerificationReport(specPath: specPath, spec: spec, checks: checks, unreadTeacher: unread)
    }

    private static func digest(
        _ reference: StudentSpec.FileReference, _ folder: String
    ) -> [VerificationFinding] {
        let (path, expected) = (reference.file.path(from: folder), reference.sha256)
        if reference.file.leads(outOf: folder) { return [.outsideFile(path)] }
        guard let found = try? SHA256.hex(ofFile: path) else { return [.missingFile(path)] }
        return found == expected.description
            ? [] : [.digest(path: path, expected: expected.description, found: found)]
    }

    /// The weights file against the network of a delta frame: names, shapes, finite values.
    private static func weights(
        _ path: String, _ spec: StudentSpec, _ teacher: Network
    ) throws -> [VerificationFinding] {
        let file: SafetensorsFile
        do {
            file = try SafetensorsFile(contentsOf: path)
        } catch {
            return [.unreadable(error)]
        }
        let network: Network
        do {
            network = try assemble(delta: DeltaNetworks(teacher: teacher).delta, selection: spec.selection)
                .eliminatingZeros().eliminatingDeadNodes()
        } catch let error as AssemblyError {
            return [.noNetwork(error)]
        }
        var findings: [VerificationFinding] = []
        var wanted: Set<String> = []
        for (name, definition) in try network.parameterDefinitions() {
            wanted.insert(name)
            guard let tensor = file[name] else {
                findings.append(.missingTensor(name, shape: definition.shape))
                continue
            }
            findings += Self.findings(tensor, of: file, shape: definition.shape)
        }
        return findings + file.tensors.filter { !wanted.contains($0.name) }.map { .unexpectedTensor($0.name) }
    }

    private static func findings(
        _ tensor: SafetensorsFile.Tensor, of file: SafetensorsFile, shape: [Int]
    ) -> [VerificationFinding] {
        guard tensor.shape == shape else {
            return [.misshapenTensor(tensor.name, expected: shape, found: tensor.shape)]
        }
        guard let values = try? file.floats(tensor.name) else { return [.notFloatingPoint(tensor.name, tensor.type)] }
        return values.firstIndex { !$0.isFinite }.map { [.notFinite(tensor.name, index: $0)] } ?? []
    }
}
