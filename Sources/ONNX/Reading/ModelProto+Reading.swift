import Foundation
import Networks
import SwiftProtobuf

extension ModelProto {
    /// Bytes of a model file at most: what protocol buffers allow.
    static let sizeLimit = Int(Int32.max)
    /// Nodes, tensors, attributes and the like of a model file at most.
    static let partLimit = 2_000_000
    /// Nodes at most: several times as many as the largest networks have.
    static let nodeLimit = 1 << 16
    /// Graphs within graphs and the like at most.
    static let depthLimit = 64

    /// A model file's message. The parts are counted before any is built, so that memory is bounded by the file's size.
    ///
    /// - Throws: ``ONNXError/Problem``.
    static func read(_ path: String) throws(ONNXError.Problem) -> ModelProto {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system(call: "stat", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile }
        guard status.st_size <= sizeLimit else { throw .fileTooLarge(bytes: Int(status.st_size), limit: sizeLimit) }
        do {
            return try decode(try StoredFile.read(path))
        } catch let failure as StoredFile.Failure {
            switch failure {
            case .system(let call, let code): throw .system(call: call, code: code)
            case .notARegularFile: throw .notARegularFile
            }
        } catch let problem as ONNXError.Problem {
            throw problem
        } catch {
            throw .malformed(reason: "\(error)")
        }
    }

    static func decode(_ bytes: [UInt8]) throws(ONNXError.Problem) -> ModelProto {
        guard bytes.count <= sizeLimit else { throw .fileTooLarge(bytes: bytes.count, limit: sizeLimit) }
        guard try MessageCensus.count(bytes, limit: partLimit, nodes: nodeLimit, depth: depthLimit) > 0 else {
            throw .malformed(reason: "empty")
        }
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = 2 * depthLimit
        options.discardUnknownFields = true
        do {
            return try ModelProto(serializedBytes: bytes, options: options)
        } catch let error as BinaryDecodingError {
            throw .malformed(reason: Self.text(error))
        } catch {
            throw .malformed(reason: "\(error)")
        }
    }

    private static func text(_ error: BinaryDecodingError) -> String {
        switch error {
        case .truncated: "cut"
        case .invalidUTF8: "a text is not UTF-8"
        case .messageDepthLimit: "nested too deeply"
        default: "not the wire format of protocol buffers"
        }
    }
}
