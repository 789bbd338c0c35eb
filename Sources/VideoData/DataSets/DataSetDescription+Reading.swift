import StudentSpace

extension DataSetDescription {
    static let format = "deltanas.dataset/1"

    init(_ root: JSONReader, digest: String) throws(JSONContentError) {
        try root.requireFormat(Self.format)
        let object = try root.object(keys: ["format", "name", "about", "classes", "frameRate", "layouts"])
        _ = try object.optional("about")?.string()
        name = try object.required("name").name()
        classes = try Self.classes(object.required("classes"))
        frameRate = try object.optional("frameRate").map { reader throws(JSONContentError) in
            guard let rate = VideoRate(try reader.integer(in: 1...1000), 1) else {
                throw reader.error(.outOfRange(found: "this", expected: "frames a second"))
            }
            return rate
        }
        let names = classes.names
        layouts = try Self.list(object.required("layouts")) { reader throws(JSONContentError) in
            try Self.layout(reader, names)
        }
        self.digest = digest
    }

    /// An array with something in it, or its only element by itself.
    private static func list<Value>(
        _ reader: JSONReader, _ read: (JSONReader) throws(JSONContentError) -> Value
    ) throws(JSONContentError) -> [Value] {
        guard case .array = reader.value.content else { return [try read(reader)] }
        let elements = try reader.elements()
        guard !elements.isEmpty else { throw reader.error(.empty) }
        var values: [Value] = []
        for element in elements { values.append(try read(element)) }
        return values
    }

    private static func classes(_ reader: JSONReader) throws(JSONContentError) -> ClassSet {
        var names: [String] = []
        var colours: [ClassSet.Colour?] = []
        for element in try reader.elements() {
            let object = try element.object(keys: ["name", "colour"])
            let name = try object.required("name").name()
            guard !names.contains(name) else {
                throw element.error(.outOfRange(found: "\(name), which is there already,", expected: "each class once"))
            }
            names.append(name)
            colours.append(try object.optional("colour").map(colour))
        }
        guard (1...254).contains(names.count) else {
            throw reader.error(.outOfRange(found: "\(names.count) classes", expected: "1 to 254 of them"))
        }
        let usual = ClassSet.numbered(names.count).palette
        return ClassSet(names: names, palette: zip(colours, usual).map { $0 ?? $1 })
    }

    private static func colour(_ reader: JSONReader) throws(JSONContentError) -> ClassSet.Colour {
        let parts = try reader.elements()
        guard parts.count == 3 else {
            throw reader.error(.outOfRange(found: "\(parts.count) numbers", expected: "red, green and blue"))
        }
        return ClassSet.Colour(
            UInt8(try parts[0].integer(in: 0...255)), UInt8(try parts[1].integer(in: 0...255)),
            UInt8(try parts[2].integer(in: 0...255)))
    }

    private static func pattern(_ reader: JSONReader) throws(JSONContentError) -> PathPattern {
        let text = try reader.name()
        guard let pattern = PathPattern(text) else {
            throw reader.error(
                .unknownValue(
                    text, expected: "a path below the data set's folder, such as image/{video}/{frame}.png",
                    suggestion: nil))
        }
        return pattern
    }

    private static func layout(_ reader: JSONReader, _ classes: [String]) throws(JSONContentError) -> Layout {
        let object = try reader.object(keys: ["frames", "video", "snippets", "labels", "lists"])
        let frames = try list(object.required("frames"), pattern)
        // What every one of the patterns knows.
        let known = frames[0].placeholders.filter { name in frames.allSatisfy { $0.placeholders.contains(name) } }
        func placeholder(_ reader: JSONReader) throws(JSONContentError) -> String {
            let name = try reader.string()
            guard known.contains(name) else {
                throw reader.error(
                    .unknownValue(name, expected: "a placeholder of the frames' paths", suggestion: nil))
            }
            return name
        }
        var labels: [Labels] = []
        if let reader = object.optional("labels") {
            labels = try list(reader) { reader throws(JSONContentError) in
                try Self.labels(reader, known: known, classes)
            }
        }
        return Layout(
            frames: frames,
            video: try object.optional("video").map { reader throws(JSONContentError) in
                try list(reader, placeholder)
            } ?? frames[0].folderPlaceholders.filter(known.contains),
            snippets: try object.optional("snippets").map { reader throws(JSONContentError) in
                let object = try reader.object(keys: ["number", "length", "labelled"])
                let length = try object.required("length").integer(in: 1...100_000)
                return Snippets(
                    number: try placeholder(object.required("number")), length: length,
                    labelled: try object.required("labelled").integer(in: 1...length))
            },
            labels: labels,
            lists: try object.optional("lists").map { reader throws(JSONContentError) in
                try list(reader, pattern)
            } ?? [])
    }

    private static func labels(
        _ reader: JSONReader, known: [String], _ classes: [String]
    ) throws(JSONContentError) -> Labels {
        let object = try reader.object(keys: ["files", "by", "map", "void", "other"])
        let place = try object.required("files")
        let files = try pattern(place)
        if let unknown = files.placeholders.first(where: { !known.contains($0) }) {
            throw place.error(
                .unknownValue("{\(unknown)}", expected: "placeholders of the frames' paths", suggestion: nil))
        }
        var coding = LabelCoding()
        coding.isByColour = try object.optional("by")?.choice(Kind.self) == .colour
        coding.isLenient = try object.optional("other")?.choice(Other.self) == .void
        if let map = object.optional("map") {
            coding.table = try table(map, coding, classes)
        } else if coding.isByColour {
            throw reader.error(.missingKey("map"))
        }
        if let void = object.optional("void") {
            for element in try void.elements() { coding.void.insert(try code(element, coding)) }
        }
        return Labels(files: files, coding: coding)
    }

    private enum Kind: String, CaseIterable { case number, colour }
    private enum Other: String, CaseIterable { case void, error }

    private static func code(_ reader: JSONReader, _ coding: LabelCoding) throws(JSONContentError) -> UInt32 {
        guard coding.isByColour else { return UInt32(try reader.integer(in: 0...255)) }
        let colour = try colour(reader)
        return LabelCoding.colour(colour.red, colour.green, colour.blue)
    }

    /// Entries `{"number": 7, "class": "road"}` or `{"colour": […], "class": …}`; without a class they are void. `name` is
    /// for people.
    private static func table(
        _ reader: JSONReader, _ coding: LabelCoding, _ classes: [String]
    ) throws(JSONContentError) -> [UInt32: UInt8] {
        var table: [UInt32: UInt8] = [:]
        let key = coding.isByColour ? "colour" : "number"
        for element in try reader.elements() {
            let object = try element.object(keys: [key, "class", "name"])
            _ = try object.optional("name")?.string()
            let code = try code(object.required(key), coding)
            guard table[code] == nil else {
                throw element.error(.outOfRange(found: "the same \(key) again", expected: "each once"))
            }
            guard let reader = object.optional("class"), !reader.isNull else {
                table[code] = LabelMap.void
                continue
            }
            let name = try reader.string()
            guard let index = classes.firstIndex(of: name) else {
                throw reader.error(.unknownValue(name, expected: "the name of a class", suggestion: nil))
            }
            table[code] = UInt8(index)
        }
        return table
    }
}
