/// What an image file says about itself before its pixels: format, size, kind of samples.
struct ImageHeader: Hashable {
    enum Format: Hashable { case png, jpeg }

    var format: Format
    var size: FrameSize

    /// PNG: bits per sample and colour type (0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA).
    var bitDepth = 8
    var colourType = 2

    /// Reads a header from a file's bytes.
    ///
    /// - Parameter complete: whether `bytes` is the whole file, so that a missing header means a cut file.
    /// - Returns: nil where more bytes are needed.
    /// - Throws: `ImageFileError` with `path` in it.
    init?(_ bytes: [UInt8], complete: Bool, path: String) throws(ImageFileError) {
        if bytes.isEmpty { throw .empty(path: path) }
        let found: ImageHeader?
        if bytes.starts(with: Self.pngSignature) {
            found = try Self.png(bytes, path)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            found = try Self.jpeg(bytes, path)
        } else {
            throw .notAnImage(path: path)
        }
        guard let found else {
            if complete { throw .truncated(path: path) }
            return nil
        }
        self = found
    }

    private init(format: Format, size: FrameSize, bitDepth: Int = 8, colourType: Int = 2) {
        self.format = format
        self.size = size
        self.bitDepth = bitDepth
        self.colourType = colourType
    }

    static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private static func png(_ bytes: [UInt8], _ path: String) throws(ImageFileError) -> ImageHeader? {
        guard bytes.count >= 33 else { return nil }
        guard Array(bytes[12..<16]) == Array("IHDR".utf8) else { throw .damaged(path: path, code: 0) }
        let size = try size(width: word(bytes, 16), height: word(bytes, 20), path)
        return ImageHeader(format: .png, size: size, bitDepth: Int(bytes[24]), colourType: Int(bytes[25]))
    }

    /// Walks the segments up to the first start-of-frame.
    private static func jpeg(_ bytes: [UInt8], _ path: String) throws(ImageFileError) -> ImageHeader? {
        var at = 2
        while at + 4 <= bytes.count {
            guard bytes[at] == 0xFF else { throw .damaged(path: path, code: 0) }
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                at += 2
                continue
            }
            if marker == 0xD9 || marker == 0xDA { throw .damaged(path: path, code: 0) }
            let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            guard length >= 2 else { throw .damaged(path: path, code: 0) }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                guard at + 10 <= bytes.count else { return nil }
                let height = Int(bytes[at + 5]) << 8 | Int(bytes[at + 6])
                let width = Int(bytes[at + 7]) << 8 | Int(bytes[at + 8])
                let size = try size(width: width, height: height, path)
                return ImageHeader(
                    format: .jpeg, size: size, bitDepth: Int(bytes[at + 4]), colourType: bytes[at + 9] == 1 ? 0 : 2)
            }
            at += 2 + length
        }
        return nil
    }

    private static func size(width: Int, height: Int, _ path: String) throws(ImageFileError) -> FrameSize {
        guard width > 0, height > 0 else { throw .damaged(path: path, code: 0) }
        guard width <= ImageFile.maximumPixels / height else {
            throw .tooLarge(path: path, width: width, height: height)
        }
        return FrameSize(height: height, width: width)
    }

    static func word(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
    }
}
