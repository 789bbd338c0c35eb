/// What the numbers or colours of a data set's label files mean.
struct LabelCoding: Hashable, Sendable {
    /// Colours, `red << 16 | green << 8 | blue`, instead of numbers.
    var isByColour = false
    /// A file's number or colour to a class, or `LabelMap.void`. nil: numbers are classes.
    var table: [UInt32: UInt8]?
    /// Numbers beside the table that are void.
    var void: Set<UInt32> = []
    /// Whether what is not in the table is void; otherwise it is an error.
    var isLenient = false

    /// A file's labels, as classes.
    ///
    /// - Parameter classes: how many there are.
    /// - Throws: ``ImageFileError``; ``DataSetError/unknownLabel(path:label:x:y:)``.
    func labels(_ path: String, classes: Int) throws -> LabelMap {
        isByColour ? try colours(path) : try numbers(path, classes)
    }

    private func numbers(_ path: String, _ classes: Int) throws -> LabelMap {
        var map = try ImageFile.decodeLabels(path)
        let classOf: [UInt8?] = (0..<256).map { id in
            if void.contains(UInt32(id)) { return LabelMap.void }
            if let table { return table[UInt32(id)] ?? (isLenient ? LabelMap.void : nil) }
            return id < classes ? UInt8(id) : id == Int(LabelMap.void) || isLenient ? LabelMap.void : nil
        }
        for pixel in map.ids.indices {
            guard let id = classOf[Int(map.ids[pixel])] else {
                throw DataSetError.unknownLabel(
                    path: path, label: "number \(map.ids[pixel])", x: pixel % map.width, y: pixel / map.width)
            }
            map.ids[pixel] = id
        }
        return map
    }

    private func colours(_ path: String) throws -> LabelMap {
        guard try ImageFile.isLossless(path) else { throw ImageFileError.lossyLabels(path: path) }
        let image = try ImageFile.decodeRGB(path)
        var ids = [UInt8](repeating: LabelMap.void, count: image.size.pixels)
        // Neighbours mostly have one colour.
        var (last, id): (UInt32, UInt8) = (.max, LabelMap.void)
        for pixel in ids.indices {
            let at = 3 * pixel
            let colour = Self.colour(image.pixels[at], image.pixels[at + 1], image.pixels[at + 2])
            if colour != last {
                guard let found = table?[colour] ?? (void.contains(colour) || isLenient ? LabelMap.void : nil) else {
                    throw DataSetError.unknownLabel(
                        path: path, label: "colour \(colour >> 16), \(colour >> 8 & 255), \(colour & 255)",
                        x: pixel % image.width, y: pixel / image.width)
                }
                (last, id) = (colour, found)
            }
            ids[pixel] = id
        }
        return LabelMap(width: image.width, height: image.height, ids: ids)
    }

    static func colour(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
        UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
}
