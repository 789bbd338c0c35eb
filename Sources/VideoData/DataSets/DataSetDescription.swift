import StudentSpace

/// How a data set lies on disk and what its labels mean: a file of format `deltanas.dataset/1`.
///
/// Those that come with the tool are files of the same kind (`Descriptions/`); a folder with a `dataset.json` is a data
/// set of the user's own.
struct DataSetDescription: Hashable, Sendable {
    var name: String
    var classes: ClassSet
    var frameRate: VideoRate?
    /// Ways in which the data set is found; the first of which there are frames counts.
    var layouts: [Layout]
    /// Of the description's bytes.
    var digest: String

    struct Layout: Hashable, Sendable {
        /// Where frames lie; a frame that the first has is not looked for with the others.
        var frames: [PathPattern]
        /// Placeholders that tell one video from another.
        var video: [String]
        var snippets: Snippets?
        /// Where a frame's labels may lie, the first that is there counting.
        var labels: [Labels]
        /// Lists of a split's frames or videos, where folders do not say it.
        var lists: [PathPattern]
    }

    /// Videos that are cut into pieces of one length, whose labelled frame always has the same place in it.
    struct Snippets: Hashable, Sendable {
        /// The placeholder that counts frames.
        var number: String
        var length: Int
        /// The place of the labelled frame, from 1.
        var labelled: Int
    }

    struct Labels: Hashable, Sendable {
        var files: PathPattern
        var coding: LabelCoding
    }

    /// Reads a description.
    ///
    /// - Parameter file: what errors call it.
    /// - Throws: `JSONSyntaxError`, `JSONContentError`.
    init(_ bytes: [UInt8], file: String) throws {
        let reader = JSONReader(
            try JSONParser.parse(bytes, file: file), file: file)
        try self.init(reader, digest: SHA256.hex(of: bytes))
    }
}
