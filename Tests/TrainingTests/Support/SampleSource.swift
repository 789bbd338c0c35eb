import RandomStreams
import VideoData

/// Random frames whose labels are a function of their colours: something that a small network can learn.
struct SampleSource: FrameSource {
    var name = "samples"
    var size = FrameSize(height: 16, width: 24)
    var frameCount: Int? = 6
    var isLabelled = true

    /// Blocks of 4 × 4 pixels of one colour and one label; every eighth block is void.
    func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        var stream = RandomStream(seed: 3, stream: "frame.\(index)")
        var pixels = [UInt8](repeating: 0, count: size.pixels * 3)
        var ids = [UInt8](repeating: 0, count: size.pixels)
        for top in stride(from: 0, to: size.height, by: 4) {
            for left in stride(from: 0, to: size.width, by: 4) {
                let id = stream.integer(below: 3)
                let isVoid = stream.integer(below: 8) == 0
                for y in top..<top + 4 {
                    for x in left..<left + 4 {
                        let place = y * size.width + x
                        for c in 0..<3 { pixels[place * 3 + c] = UInt8(c == id ? 200 : 60) }
                        ids[place] = isVoid ? LabelMap.void : UInt8(id)
                    }
                }
            }
        }
        return (
            RGBImage(width: size.width, height: size.height, pixels: pixels),
            isLabelled ? LabelMap(width: size.width, height: size.height, ids: ids) : nil
        )
    }

    func frame(at index: Int) throws -> RGBImage { try labelledFrame(at: index).image }

    func labels(at index: Int) throws -> LabelMap? { try labelledFrame(at: index).labels }

    func fingerprint(of frames: Range<Int>?) throws -> String { "" }
}
