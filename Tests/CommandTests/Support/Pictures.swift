import Foundation
import VideoData

/// Frames and labels on disk, good and bad ones.
enum Pictures {
    /// Grey frames `0.png`, `1.png`, …
    static func write(_ count: Int, size: Int, to folder: TemporaryFolder, under name: String? = nil) throws {
        for index in 0..<count {
            let prefix = name.map { "\($0)/" } ?? ""
            try ImageFile.write(image(size, size), to: folder.file("\(prefix)\(index).png"))
        }
    }

    static func image(_ height: Int, _ width: Int) -> RGBImage {
        RGBImage(width: width, height: height, pixels: (0..<3 * height * width).map { UInt8($0 % 251) })
    }

    /// A folder with `image/` and `label/`, every label pixel of the same class.
    static func writeLabelled(_ count: Int, size: Int, label: UInt8, to folder: TemporaryFolder) throws {
        try folder.makeFolder("image")
        try folder.makeFolder("label")
        try write(count, size: size, to: folder, under: "image")
        for index in 0..<count {
            let map = LabelMap(width: size, height: size, ids: Array(repeating: label, count: size * size))
            try ImageFile.write(map, to: folder.file("label/\(index).png"))
        }
    }
}
