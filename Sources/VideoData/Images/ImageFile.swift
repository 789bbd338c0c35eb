import Foundation

/// PNG and JPEG files, told apart by their content.
public enum ImageFile {
    /// The largest picture that is read: nothing is allocated for a header that declares more.
    public static let maximumPixels = 1 << 28

    /// Size of the picture, from the file's header alone.
    ///
    /// - Throws: `ImageFileError`.
    public static func size(_ path: String) throws(ImageFileError) -> FrameSize { try header(path).size }

    /// Decodes a picture to 8-bit RGB: gray and palettes are expanded, 16 bits rounded to 8, alpha dropped.
    ///
    /// - Throws: `ImageFileError`.
    public static func decodeRGB(_ path: String) throws(ImageFileError) -> RGBImage {
        let bytes = try FileBytes.read(path)
        let header = try checkedHeader(bytes, path)
        return try ImageDecoder(bytes, header, path: path).rgb()
    }

    /// Decodes a PNG of class ids: gray of 1, 2, 4, 8 or 16 bits, as numbers, or a palette's indices.
    ///
    /// - Throws: `ImageFileError`, among them `labelsInColour`, `lossyLabels` and `labelTooLarge`.
    public static func decodeLabels(_ path: String) throws(ImageFileError) -> LabelMap {
        let bytes = try FileBytes.read(path)
        let header = try checkedHeader(bytes, path)
        guard header.format == .png else { throw .lossyLabels(path: path) }
        guard header.colourType == 0 || header.colourType == 3 else { throw .labelsInColour(path: path) }
        return try ImageDecoder(bytes, header, path: path).labels()
    }

    /// Whether the file is a PNG, whose colours are what was saved.
    static func isLossless(_ path: String) throws(ImageFileError) -> Bool { try header(path).format == .png }

    static func header(_ path: String) throws(ImageFileError) -> ImageHeader {
        let start = try FileBytes.read(path, atMost: 1 << 16)
        if let header = try ImageHeader(start, complete: start.count < 1 << 16, path: path) { return header }
        return try checkedHeader(FileBytes.read(path), path)
    }

    /// The header of a whole file, after a look at whether the file ends where its format says.
    private static func checkedHeader(_ bytes: [UInt8], _ path: String) throws(ImageFileError) -> ImageHeader {
        guard let header = try ImageHeader(bytes, complete: true, path: path) else { throw .truncated(path: path) }
        switch header.format {
        case .png: guard endsPNG(bytes, header) else { throw .truncated(path: path) }
        // A block of 64 pixels takes a bit at the least.
        case .jpeg: guard endsJPEG(bytes), header.size.pixels / 512 <= bytes.count else { throw .truncated(path: path) }
        }
        return header
    }

    /// Whether every chunk up to IEND is there, and the data could be as large as declared: deflate packs no more
    /// than 1032 to 1.
    private static func endsPNG(_ bytes: [UInt8], _ header: ImageHeader) -> Bool {
        let bits = header.bitDepth * (header.colourType == 2 ? 3 : header.colourType == 6 ? 4 : 1)
        guard (header.size.pixels / 8 * bits) / 1040 <= bytes.count else { return false }
        var at = ImageHeader.pngSignature.count
        while at + 12 <= bytes.count {
            let length = ImageHeader.word(bytes, at)
            guard length <= bytes.count - at - 12 else { return false }
            if bytes[at + 4] == 0x49, bytes[at + 5] == 0x45, bytes[at + 6] == 0x4E, bytes[at + 7] == 0x44 {
                return true
            }
            at += 12 + length
        }
        return false
    }

    /// Whether an end-of-image marker follows the last start-of-scan.
    private static func endsJPEG(_ bytes: [UInt8]) -> Bool {
        var at = bytes.count - 2
        while at > 2 {
            if bytes[at] == 0xFF, bytes[at + 1] == 0xD9 { return true }
            if bytes[at] == 0xFF, bytes[at + 1] == 0xDA { return false }
            at -= 1
        }
        return false
    }
}
