import Foundation
import RandomStreams

@testable import VideoData

/// `.flo` files, and labels that are brought along by them.
final class FlowTarget: FuzzTarget {
    private let path: String
    private let seeds: [[UInt8]]

    init(scratch: String) throws {
        let path = scratch + "/f.flo"
        self.path = path
        seeds = try [(1, 1), (3, 2), (24, 16), (40, 7)].map { width, height in
            let count = width * height
            let field = FlowField(
                width: width, height: height, dx: (0..<count).map { Float($0 % 7) - 3 },
                dy: (0..<count).map { $0 % 11 == 0 ? .nan : Float($0 % 5) * 0.5 })
            try FlowFile.write(field, to: path)
            return try FileBytes.read(path)
        }
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] {
        var bytes = stream.one(of: seeds)
        if stream.chance(0.5) {
            // Sizes and components that mean something.
            for _ in 0..<stream.count(upTo: 4) where bytes.count >= 12 {
                let at = stream.chance(0.3) ? stream.one(of: [4, 8]) : 4 * stream.below(bytes.count / 4)
                let value: UInt32 =
                    stream.chance(0.5)
                    ? UInt32(truncatingIfNeeded: stream.one(of: Bytes.turningPoints))
                    : stream.one(of: [Float.nan, .infinity, -.infinity, 1e9, -1e9, 1.1e9, 3e38, -0.5, 1e-45]).bitPattern
                for place in 0..<4 { bytes[at + place] = UInt8(truncatingIfNeeded: value >> UInt32(8 * place)) }
            }
        }
        if stream.chance(0.6) { Bytes.mutate(&bytes, seeds, &stream) }
        return bytes
    }

    func consume(_ input: [UInt8]) throws {
        try Scratch.write(input, to: path)
        let size = try FlowFile.size(path)
        let flow = try FlowFile.read(path)
        guard flow.size == size else { throw FuzzFault("the header says another size than the file") }
        let labels = LabelMap(width: 5, height: 4, ids: (0..<20).map { UInt8($0 * 13 % 256) })
        for target in [FrameSize(height: 4, width: 5), FrameSize(height: 7, width: 3)] {
            _ = labels.warped(by: flow, to: target)
            _ = labels.warpedByInterpolatingIDs(by: flow, to: target)
        }
    }
}
