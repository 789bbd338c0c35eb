import Foundation
import RandomStreams

@testable import VideoData

/// Video files, decoded to their end.
final class VideoTarget: FuzzTarget {
    private let path: String
    private let seeds: [[UInt8]]

    init(scratch: String) throws {
        path = scratch + "/clip"
        let kinds: [(VideoFormat, String?)] = [
            (.mp4, "mpeg4"), (.mp4, nil), (.mkv, nil), (.webm, "libvpx"), (.avi, "mpeg4"), (.avi, "mjpeg"),
            (.mjpeg, nil),
        ]
        seeds = try kinds.map { format, encoder in
            let file = "\(scratch)/seed.\(format.rawValue)"
            let size = FrameSize(height: 32, width: 48)
            let writer = try VideoWriter(file, format: format, size: size, rate: .usual, encoder: encoder)
            for index in 0..<4 {
                let pixels = (0..<3 * size.pixels).map { UInt8(truncatingIfNeeded: $0 / 7 * (index + 3)) }
                try writer.write(RGBImage(width: size.width, height: size.height, pixels: pixels))
            }
            try writer.finish()
            return try Scratch.read(file)
        }
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] {
        var bytes = stream.one(of: seeds)
        for _ in 0..<stream.count(upTo: 3) { Bytes.mutate(&bytes, seeds, &stream) }
        return bytes
    }

    func consume(_ input: [UInt8]) throws {
        try Scratch.write(input, to: path)
        let size = FrameSize(height: 5, width: 7)
        // In order, as far as it goes.
        var frames = 0
        var ending: (any Error)?
        do {
            let stream = try VideoFile(path, size: size, access: .stream)
            while frames < 64 {
                guard try stream.frame(at: frames).size == size else { throw FuzzFault("not brought to its size") }
                frames += 1
            }
        } catch FrameSourceError.indexOutOfRange {
        } catch {
            ending = error
        }
        if let ending {
            // The same end, whoever reads.
            guard (try? VideoFile(path, size: size, access: .repeated)) == nil else {
                throw FuzzFault("a stream ends in \(ending), the whole does not")
            }
            throw ending
        }
        let whole = try VideoFile(path, size: size, frames: FrameRange(first: 0, last: 63), access: .repeated)
        guard whole.frameCount == frames else {
            throw FuzzFault("\(frames) frames in order, \(whole.frameCount ?? -1) at once")
        }
    }

    /// Whatever the file's length: decoders hold some frames of the size that it declares, 2²⁵ pixels at most.
    func allowance(_ input: [UInt8]) -> Int { 2 << 30 }
}
