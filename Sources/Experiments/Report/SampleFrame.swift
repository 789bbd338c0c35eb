public import VideoData

/// A delta frame with what teacher and student make of it, as pictures for a page.
public struct SampleFrame: Sendable {
    /// The frame's place in its source, and its distance from the key frame.
    public var index: Int
    public var distance: Int
    /// Of the pictures, in pixels.
    public var size: FrameSize
    /// The share of the frame's pixels whose class is the teacher's.
    public var agreement: Double
    /// PNG files.
    public var frame: [UInt8]
    public var teacher: Map
    public var student: Map
    /// The frame, grey and pale, with black where the two differ.
    public var disagreement: [UInt8]

    /// Classes in their colours, with lines between them and the places for their names.
    public struct Map: Sendable {
        public var png: [UInt8]
        public var names: [(text: String, x: Int, y: Int)]
    }

    /// - Parameters:
    ///   - image: of the size of the pictures, as the two maps are.
    /// - Throws: `ImageFileError`.
    init(
        index: Int, distance: Int, agreement: Double, image: RGBImage, teacher: LabelMap, student: LabelMap,
        classes: ClassSet
    ) throws {
        self.index = index
        self.distance = distance
        self.agreement = agreement
        size = image.size
        frame = try ImageFile.png(image, name: "frame \(index)")
        self.teacher = try Self.map(teacher, classes, "the teacher's frame \(index)")
        self.student = try Self.map(student, classes, "the student's frame \(index)")
        disagreement = try ImageFile.png(
            Self.differences(image, teacher, student), name: "differences of frame \(index)")
    }

    private static func map(_ labels: LabelMap, _ classes: ClassSet, _ name: String) throws -> Map {
        var picture = labels.coloured(classes.palette)
        for y in 0..<labels.height {
            for x in 0..<labels.width where labels.isBoundary(x: x, y: y) {
                let at = 3 * (y * labels.width + x)
                for channel in 0..<3 { picture.pixels[at + channel] = 255 }
            }
        }
        // A name where there is room for a word.
        let regions = labels.regions(atLeast: max(1, labels.ids.count / 100)).filter { $0.depth >= 7 }
        return Map(
            png: try ImageFile.png(picture, name: name),
            names: regions.prefix(12).map { (classes.names[Int($0.id)], $0.centre.x, $0.centre.y) })
    }

    private static func differences(_ image: RGBImage, _ one: LabelMap, _ other: LabelMap) -> RGBImage {
        var result = image
        for pixel in one.ids.indices {
            let at = 3 * pixel
            let (red, green, blue) = (Int(image.pixels[at]), Int(image.pixels[at + 1]), Int(image.pixels[at + 2]))
            let grey = (299 * red + 587 * green + 114 * blue) / 1000
            // Sixteen pale shades: it is the place that matters.
            let shade = one.ids[pixel] == other.ids[pixel] ? UInt8(144 + (grey / 16) * 7) : 0
            for channel in 0..<3 { result.pixels[at + channel] = shade }
        }
        return result
    }
}
