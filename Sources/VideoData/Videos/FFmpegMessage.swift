import CFFmpeg

/// What FFmpeg's error codes mean.
public enum FFmpegMessage {
    /// FFmpeg's own words, in lower case where they begin a sentence: `invalid data found when processing input`; nil for 0,
    /// and for codes without words.
    public static func text(_ code: Int32) -> String? {
        guard code < 0 else { return nil }
        var bytes = [CChar](repeating: 0, count: 128)
        deltanas_error_text(code, &bytes)
        let text = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let first = text.first else { return nil }
        let isWord = text.dropFirst().first?.isLowercase ?? true
        return isWord ? first.lowercased() + text.dropFirst() : text
    }
}
