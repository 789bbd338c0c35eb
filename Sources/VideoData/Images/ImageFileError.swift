/// Why an image file could not be read or written.
public enum ImageFileError: Error, Hashable, Sendable {
    /// The file cannot be opened or read; `code` is the system's `errno`.
    case cannotRead(path: String, code: Int32)
    /// The file cannot be written; `code` is the system's `errno`.
    case cannotWrite(path: String, code: Int32)
    /// A folder, a pipe, a device or a socket, where a file is read or written.
    case notARegularFile(path: String)
    case empty(path: String)
    /// Neither PNG nor JPEG by its content.
    case notAnImage(path: String)
    /// The file ends before the picture does.
    case truncated(path: String)
    /// The picture's data contradict themselves; `code` is FFmpeg's.
    case damaged(path: String, code: Int32)
    /// The header declares more than `ImageFile.maximumPixels` pixels.
    case tooLarge(path: String, width: Int, height: Int)
    /// A pixel format that is not read, by FFmpeg's name.
    case unsupportedFormat(path: String, format: String)
    /// A label file with red, green and blue, where one number per pixel is wanted.
    case labelsInColour(path: String)
    /// Labels in a JPEG file, which does not keep numbers.
    case lossyLabels(path: String)
    /// A 16-bit label above 255, at pixel (x, y).
    case labelTooLarge(path: String, value: Int, x: Int, y: Int)
    /// FFmpeg was built without what is needed here.
    case codecMissing(name: String)
}
