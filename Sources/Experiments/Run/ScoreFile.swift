import Compute
import Foundation
import Networks

/// Class scores of a run's frames in one file of NumPy's format: float32, frames × classes × height × width.
///
/// Frames are appended as they come, to a file beside the target; ``finish()`` writes how many there are and renames it.
/// Without that nothing is left.
final class ScoreFile {
    private let path: String
    private let temporary: String
    private let shape: FeatureShape
    private var handle: FileHandle?
    private var frames = 0

    /// Bytes of the header, whatever the number of frames.
    private static let headerSize = 128

    /// Looks whether the file can go there and opens it.
    ///
    /// - Throws: ``RunError/outputExists(_:)``, ``RunError/unwritable(_:_:)``.
    init(_ path: String, shape: FeatureShape, overwrites: Bool) throws(RunError) {
        self.path = path
        self.shape = shape
        temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw .unwritable(path, .notARegularFile) }
            guard overwrites else { throw .outputExists(path) }
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path, .system(call: "open", code: errno)) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try write(header)
    }

    deinit { if handle != nil { unlink(temporary) } }

    /// Appends a frame's scores.
    ///
    /// - Precondition: of the shape that all have.
    func append(_ scores: TensorBuffer) throws(RunError) {
        precondition(scores.shape == shape, "scores of \(scores.shape) instead of \(shape)")
        var planes = [Float](repeating: 0, count: shape.count)
        scores.withUnsafeBufferPointer { values in
            for channel in 0..<shape.channels {
                for position in 0..<shape.positions {
                    planes[channel * shape.positions + position] = values[position * shape.channels + channel]
                }
            }
        }
        try write(planes.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) })
        frames += 1
    }

    /// Puts the file in its place.
    func finish() throws(RunError) {
        guard let handle else { return }
        do {
            try handle.seek(toOffset: 0)
        } catch {
            throw .unwritable(path, .system(call: "lseek", code: errno))
        }
        try write(header)
        let descriptor = handle.fileDescriptor
        guard fsync(descriptor) == 0 else { throw .unwritable(path, .system(call: "fsync", code: errno)) }
        guard rename(temporary, path) == 0 else { throw .unwritable(path, .system(call: "rename", code: errno)) }
        self.handle = nil
    }

    /// Version 1.0: a dictionary's text, filled with spaces.
    private var header: Data {
        let size = "(\(frames), \(shape.channels), \(shape.height), \(shape.width))"
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(size), }"
        let length = Self.headerSize - 10
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0])
        data.append(contentsOf: text.utf8)
        data.append(contentsOf: Array(repeating: UInt8(ascii: " "), count: length - 1 - text.utf8.count))
        data.append(UInt8(ascii: "\n"))
        return data
    }

    private func write(_ data: Data) throws(RunError) {
        guard let handle else { preconditionFailure("a file of scores that is finished") }
        do {
            try handle.write(contentsOf: data)
        } catch {
            throw .unwritable(path, .system(call: "write", code: Self.code(error)))
        }
    }

    private static func code(_ error: any Error) -> Int32 {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return Int32(truncatingIfNeeded: underlying?.code ?? Int(errno))
    }
}
