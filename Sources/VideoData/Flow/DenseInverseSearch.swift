import COpenCV

/// Optical flow estimated from two pictures: OpenCV's dense inverse search, preset medium (Kroeger et al., ECCV 2016,
/// arXiv 1603.03590).
///
/// Nothing is learnt, so that no training data speak for or against a student. One thread a call, so that the bits do not
/// depend on how many there are; calls may run side by side.
public enum DenseInverseSearch {
    /// Patches of the coarsest scale must fit: smaller pictures are continued by their last row and column.
    static let smallestSide = 32

    /// Backward flow: what `current` shows at (x, y), `previous` shows at (x + dx, y + dy).
    ///
    /// - Precondition: pictures of one size.
    /// - Throws: ``FlowError/estimation(reason:)``.
    public static func flow(from current: RGBImage, to previous: RGBImage) throws(FlowError) -> FlowField {
        precondition(current.size == previous.size, "frames of \(current.size) and \(previous.size)")
        let size = FrameSize(
            height: max(current.height, smallestSide), width: max(current.width, smallestSide))
        let from = grey(current, size)
        let to = grey(previous, size)
        var field = [Float](repeating: 0, count: 2 * size.pixels)
        var message = [CChar](repeating: 0, count: 512)
        let failed = deltanas_dis_flow(
            from, to, Int32(size.width), Int32(size.height), &field, &message, message.count)
        guard failed == 0 else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .estimation(reason: String(decoding: text, as: UTF8.self))
        }
        var dx = [Float](repeating: 0, count: current.size.pixels)
        var dy = dx
        for y in 0..<current.height {
            for x in 0..<current.width {
                let place = 2 * (y * size.width + x)
                dx[y * current.width + x] = field[place]
                dy[y * current.width + x] = field[place + 1]
            }
        }
        return FlowField(width: current.width, height: current.height, dx: dx, dy: dy)
    }

    /// ITU-R BT.601's luma, `0.299 R + 0.587 G + 0.114 B`, rounded; the last row and column repeated up to `size`.
    static func grey(_ image: RGBImage, _ size: FrameSize) -> [UInt8] {
        var grey = [UInt8](repeating: 0, count: size.pixels)
        for y in 0..<size.height {
            let row = min(y, image.height - 1) * image.width
            for x in 0..<size.width {
                let place = 3 * (row + min(x, image.width - 1))
                let sum =
                    4899 * Int(image.pixels[place]) + 9617 * Int(image.pixels[place + 1])
                    + 1868 * Int(image.pixels[place + 2])
                grey[y * size.width + x] = UInt8((sum + 8192) >> 14)
            }
        }
        return grey
    }
}
