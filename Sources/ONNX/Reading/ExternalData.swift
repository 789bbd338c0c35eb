import Foundation
import Networks

/// The files beside a model that hold its tensors' elements. Only files in the model's own folder, or below it, are
/// read; each once, and no byte more than it has.
struct ExternalData: Sendable {
    private let folder: String
    private var files: [String: Data] = [:]

    /// - Parameter model: the model file's path.
    init(model: String) {
        let parts = model.split(separator: "/", omittingEmptySubsequences: false)
        folder = parts.count == 1 ? "." : (parts.dropLast().joined(separator: "/") + "/")
    }

    /// The bytes of a tensor stored elsewhere.
    ///
    /// - Throws: ``ONNXError/Problem/tensor(name:_:)``.
    mutating func bytes(_ proto: TensorProto, named name: String, count: Int) throws(ONNXError.Problem) -> Data {
        var entries: [String: String] = [:]
        for entry in proto.externalData { entries[entry.key] = entry.value }
        let location = entries["location"] ?? ""
        func number(_ key: String, default value: Int) throws(ONNXError.Problem) -> Int {
            guard let text = entries[key] else { return value }
            guard let number = Int(text), number >= 0 else {
                throw .tensor(name: name, .externalNumber(key: key, value: text))
            }
            return number
        }
        let offset = try number("offset", default: 0)
        let length = try number("length", default: count)
        guard length == count else {
            throw .tensor(
                name: name, .count(shape: proto.dims.map(Int.init), expected: count, found: length))
        }
        let file = try contents(location, tensor: name)
        guard offset <= file.count, length <= file.count - offset else {
            throw .tensor(name: name, .externalRange(location, offset: offset, length: length, available: file.count))
        }
        return file.subdata(in: file.startIndex + offset..<file.startIndex + offset + length)
    }

    private mutating func contents(_ location: String, tensor name: String) throws(ONNXError.Problem) -> Data {
        if let file = files[location] { return file }
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        guard !location.isEmpty, !location.utf8.contains(0), !parts.contains(".."), parts.first != "" else {
            throw .tensor(name: name, .externalPath(location))
        }
        let path = folder == "." ? location : folder + location
        // A symbolic link must not lead out of the folder either.
        guard let real = Self.resolved(path) else {
            throw .tensor(name: name, .externalFile(location, call: "realpath", code: errno))
        }
        guard let root = Self.resolved(folder), root == "/" || real.hasPrefix(root + "/") else {
            throw .tensor(name: name, .externalPath(location))
        }
        do {
            let file = Data(try StoredFile.read(real))
            files[location] = file
            return file
        } catch {
            switch error {
            case .system(let call, let code): throw .tensor(name: name, .externalFile(location, call: call, code: code))
            case .notARegularFile: throw .tensor(name: name, .externalNotARegularFile(location))
            }
        }
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
