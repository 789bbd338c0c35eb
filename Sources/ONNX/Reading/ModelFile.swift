import Foundation
import SwiftProtobuf

/// A model file as bytes.
public enum ModelFile {
    /// A model file with all its data inside: the file as it is, or where it keeps tensors in files beside it, one that
    /// has them.
    ///
    /// - Throws: ``ONNXError``.
    public static func inOnePiece(_ path: String) throws(ONNXError) -> [UInt8] {
        do throws(ONNXError.Problem) {
            var model = try ModelProto.read(path)
            var embedder = Embedder(files: ExternalData(model: path))
            if let graph = model.graph { model.graph = try embedder.graph(graph) }
            do {
                if embedder.count == 0 { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
                return try model.serializedBytes()
            } catch {
                throw .malformed(reason: "\(error)")
            }
        } catch {
            throw ONNXError(path: path, problem: error)
        }
    }
}

/// Puts tensors' data where the tensors are.
private struct Embedder {
    var files: ExternalData
    /// Tensors that had theirs elsewhere.
    var count = 0

    mutating func graph(_ graph: GraphProto) throws(ONNXError.Problem) -> GraphProto {
        var result = graph
        for index in result.initializer.indices {
            result.initializer[index] = try tensor(result.initializer[index])
        }
        for node in result.node.indices {
            for attribute in result.node[node].attribute.indices {
                let value = result.node[node].attribute[attribute]
                if let tensor = value.t { result.node[node].attribute[attribute].t = try self.tensor(tensor) }
                if let graph = value.g { result.node[node].attribute[attribute].g = try self.graph(graph) }
            }
        }
        return result
    }

    private mutating func tensor(_ proto: TensorProto) throws(ONNXError.Problem) -> TensorProto {
        guard proto.dataLocation == TensorProto.external else { return proto }
        let constant = try ConstantTensor(proto, named: proto.name, externalData: &files)
        guard let kind = ElementKind(rawValue: proto.dataType) else { return proto }
        var result = proto
        result.rawData = try files.bytes(proto, named: proto.name, count: constant.count * kind.size)
        result.externalData = []
        result.dataLocation = 0
        count += 1
        return result
    }
}
