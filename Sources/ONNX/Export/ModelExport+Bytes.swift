import SwiftProtobuf

extension ModelExport {
    /// The model as a file holds it.
    ///
    /// - Throws: as ``model()``; what encoding throws where the model is larger than protocol buffers may be, 2 GiB.
    public func bytes() throws -> [UInt8] { try model().serializedBytes() }
}
