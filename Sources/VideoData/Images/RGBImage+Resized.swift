import CPictures
import Foundation

extension RGBImage {
    /// Bilinear resampling with half-pixel centres; where the picture shrinks, the triangle widens to the size of a
    /// target pixel, so that nothing is skipped.
    ///
    /// Large pictures are resampled in bands side by side; every row is the same whoever makes it.
    public func resized(to target: FrameSize) -> RGBImage {
        guard target != size else { return self }
        let columns = ResamplingTaps(from: width, to: target.width)
        let rows = ResamplingTaps(from: height, to: target.height)
        // Down the columns first where that leaves fewer rows: what is left to do is along the rows.
        return target.height < height ? shrunk(to: target, columns, rows) : grown(to: target, columns, rows)
    }

    private func shrunk(to target: FrameSize, _ columns: ResamplingTaps, _ rows: ResamplingTaps) -> RGBImage {
        let line = 3 * width
        return RGBImage(target, parts: PictureBands.count(max(size.pixels, target.pixels))) { bytes, band in
            var sums = [Float](repeating: 0, count: line + 1)
            var wide = [Float](repeating: 0, count: 3 * target.width)
            pixels.withUnsafeBufferPointer { pixels in
                for y in band {
                    rows.withRows(of: y, from: pixels.baseAddress!, line: line) { weights, rows, count in
                        cp_mix_bytes(weights, rows, Int32(count), &sums, line)
                    }
                    columns.mix(sums, into: &wide)
                    cp_round(wide, bytes + 3 * target.width * (y - band.lowerBound), wide.count)
                }
            }
        }
    }

    private func grown(to target: FrameSize, _ columns: ResamplingTaps, _ rows: ResamplingTaps) -> RGBImage {
        let line = 3 * target.width
        let wide = [Float](unsafeUninitializedCapacity: line * height) { wide, count in
            var source = [Float](repeating: 0, count: 3 * width + 1)
            var row = [Float](repeating: 0, count: line)
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<height {
                    cp_widen(pixels.baseAddress! + 3 * width * y, &source, 3 * width)
                    columns.mix(source, into: &row)
                    (wide.baseAddress! + line * y).initialize(from: row, count: line)
                }
            }
            count = line * height
        }
        return RGBImage(target, parts: PictureBands.count(target.pixels)) { bytes, band in
            var sums = [Float](repeating: 0, count: line)
            wide.withUnsafeBufferPointer { wide in
                for y in band {
                    rows.withRows(of: y, from: wide.baseAddress!, line: line) { weights, rows, count in
                        cp_mix_floats(weights, rows, Int32(count), &sums, line)
                    }
                    cp_round(sums, bytes + line * (y - band.lowerBound), line)
                }
            }
        }
    }

    /// A picture whose rows are made band by band, side by side.
    ///
    /// - Parameter make: writes the band's rows, the first at the given place.
    init(_ size: FrameSize, parts: Int, _ make: (UnsafeMutablePointer<UInt8>, Range<Int>) -> Void) {
        let line = 3 * size.width
        let pixels = [UInt8](unsafeUninitializedCapacity: line * size.height) { buffer, count in
            let base = buffer.baseAddress!
            PictureBands.run(size.height, parts: parts) { make(base + line * $0.lowerBound, $0) }
            count = line * size.height
        }
        self.init(width: size.width, height: size.height, pixels: pixels)
    }
}

/// Rows of a picture in bands, side by side where the picture is large.
enum PictureBands {
    /// As many whatever the machine.
    static func count(_ pixels: Int) -> Int { pixels > 1_000_000 ? 4 : 1 }

    static func run(_ rows: Int, parts: Int, _ body: (Range<Int>) -> Void) {
        guard parts > 1, rows >= parts else { return body(0..<rows) }
        withoutActuallyEscaping(body) { body in
            let work = BandWork(body: body)
            DispatchQueue.concurrentPerform(iterations: parts) {
                work.body(rows * $0 / parts..<rows * ($0 + 1) / parts)
            }
        }
    }

    /// Bands share nothing that they write.
    private struct BandWork: @unchecked Sendable {
        let body: (Range<Int>) -> Void
    }
}

/// Which samples of a line, and how much of each, make every sample of a longer or shorter one.
private struct ResamplingTaps {
    private var source: [Int32] = []
    private var weight: [Float] = []
    private var start: [Int32] = [0]
    private let width: Int

    init(from count: Int, to target: Int) {
        width = target
        let scale = Double(count) / Double(target)
        let reach = max(1, scale)
        for place in 0..<target {
            let centre = (Double(place) + 0.5) * scale - 0.5
            let first = max(0, Int((centre - reach).rounded(.up)))
            let last = min(count - 1, Int((centre + reach).rounded(.down)))
            let weights = (first...last).map { max(0, 1 - (Double($0) - centre).magnitude / reach) }
            let sum = weights.reduce(0, +)
            for (offset, value) in weights.enumerated() where value > 0 {
                source.append(Int32(first + offset))
                weight.append(Float(value / sum))
            }
            start.append(Int32(source.count))
        }
    }

    /// Every sample of a line of pixels.
    func mix(_ line: [Float], into out: inout [Float]) {
        cp_mix_pixels(line, start, source, weight, &out, width)
    }

    /// The rows that make one, and how much of each.
    func withRows<Number>(
        of place: Int, from base: UnsafePointer<Number>, line: Int,
        _ body: (UnsafePointer<Float>, UnsafePointer<UnsafePointer<Number>?>, Int) -> Void
    ) {
        let taps = Int(start[place])..<Int(start[place + 1])
        let rows = taps.map { Optional(base + line * Int(source[$0])) }
        weight.withUnsafeBufferPointer { weight in
            rows.withUnsafeBufferPointer { body(weight.baseAddress! + taps.lowerBound, $0.baseAddress!, taps.count) }
        }
    }
}
