import Foundation

/// Decoded frames of one size: in memory up to a limit, the others in a temporary file that has no name.
///
/// Places in the file are used again when frames are taken out. Used under its owner's lock.
struct FrameShelf: ~Copyable {
    private let path: String
    private let memoryLimit: Int
    private var images: [Int: RGBImage] = [:]
    private var bytes = 0
    private var slots: [Int: Int] = [:]
    private var freeSlots: [Int] = []
    private var slotCount = 0
    private var file: Int32 = -1

    /// - Parameter path: the video's, for errors.
    init(path: String, memoryLimit: Int) {
        self.path = path
        self.memoryLimit = memoryLimit
    }

    deinit { if file >= 0 { close(file) } }

    var count: Int { images.count + slots.count }

    func has(_ index: Int) -> Bool { images[index] != nil || slots[index] != nil }

    /// - Throws: `VideoError.noRoom`.
    mutating func put(_ image: RGBImage, _ index: Int) throws(VideoError) {
        guard bytes + image.pixels.count > memoryLimit else {
            images[index] = image
            bytes += image.pixels.count
            return
        }
        let folder = NSTemporaryDirectory()
        if file < 0 { file = Self.open(in: folder) }
        let slot = freeSlots.popLast() ?? slotCount
        let done = file >= 0 && Self.write(image.pixels, to: file, at: slot * image.pixels.count)
        guard done else {
            throw .noRoom(
                path: path, frames: count + 1, folder: folder, bytes: (slot + 1) * image.pixels.count,
                free: DecodingForecast.free(in: folder) ?? 0)
        }
        slotCount = max(slotCount, slot + 1)
        slots[index] = slot
    }

    /// - Throws: `ImageFileError.cannotRead` where the temporary file fails.
    func image(_ index: Int, size: FrameSize) throws -> RGBImage? {
        if let image = images[index] { return image }
        guard let slot = slots[index] else { return nil }
        let count = 3 * size.pixels
        var code: Int32 = 0
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let got = pread(file, buffer.baseAddress! + done, count - done, off_t(slot * count + done))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    code = got < 0 ? errno : EIO
                    break
                }
                done += got
            }
        }
        guard code == 0 else { throw ImageFileError.cannotRead(path: NSTemporaryDirectory(), code: code) }
        return RGBImage(width: size.width, height: size.height, pixels: pixels)
    }

    mutating func remove(_ index: Int) {
        if let image = images.removeValue(forKey: index) { bytes -= image.pixels.count }
        if let slot = slots.removeValue(forKey: index) { freeSlots.append(slot) }
    }

    mutating func removeAll() {
        images = [:]
        bytes = 0
        slots = [:]
        freeSlots = Array(0..<slotCount)
    }

    private static func open(in folder: String) -> Int32 {
        let path = folder + (folder.hasSuffix("/") ? "" : "/") + "deltanas-frames-XXXXXX"
        var template = Array(path.utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { return file }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return file
    }

    private static func write(_ bytes: [UInt8], to file: Int32, at offset: Int) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let wrote = pwrite(file, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
                if wrote < 0, errno == EINTR { continue }
                guard wrote > 0 else { return false }
                done += wrote
            }
            return true
        }
    }
}
