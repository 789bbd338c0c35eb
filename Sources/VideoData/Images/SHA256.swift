import CFFmpeg
import Foundation

/// SHA-256 (FIPS 180-4), by FFmpeg's libavutil.
public enum SHA256 {
    /// The digest of a file's bytes, as 64 lower-case hexadecimal digits.
    ///
    /// - Throws: `ImageFileError.cannotRead`, `.notARegularFile`.
    public static func hex(ofFile path: String) throws(ImageFileError) -> String {
        var hasher = Hasher()
        try hasher.update(file: path)
        return hasher.finish()
    }

    /// The digest of bytes, as 64 lower-case hexadecimal digits.
    public static func hex(of bytes: some Sequence<UInt8>) -> String {
        var hasher = Hasher()
        hasher.update(Array(bytes))
        return hasher.finish()
    }

    /// A digest that grows piece by piece.
    struct Hasher: ~Copyable {
        private let context: OpaquePointer

        init() {
            guard let context = av_sha_alloc(), av_sha_init(context, 256) == 0 else {
                preconditionFailure("no memory for a digest")
            }
            self.context = context
        }

        deinit { av_free(UnsafeMutableRawPointer(context)) }

        mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBufferPointer { av_sha_update(context, $0.baseAddress, $0.count) }
        }

        /// A text and its length, so that neighbouring texts cannot run into each other.
        mutating func update(text: String) {
            let bytes = Array(text.utf8)
            update(Array("\(bytes.count):".utf8))
            update(bytes)
        }

        mutating func update(file path: String) throws(ImageFileError) {
            let file = try FileBytes.open(path).descriptor
            defer { close(file) }
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = read(file, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw .cannotRead(path: path, code: errno) }
                if count == 0 { break }
                av_sha_update(context, buffer, count)
            }
        }

        consuming func finish() -> String {
            var digest = [UInt8](repeating: 0, count: 32)
            av_sha_final(context, &digest)
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }
}
