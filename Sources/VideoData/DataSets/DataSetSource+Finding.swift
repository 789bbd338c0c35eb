import Foundation

extension DataSetSource {
    /// Frames in order, none of them twice, and where videos begin.
    static func find(
        _ description: DataSetDescription, _ options: DataSetOptions
    ) throws -> (layout: DataSetDescription.Layout, entries: [Entry], starts: [Int]) {
        let root = options.folder
        for layout in description.layouts {
            // A layout that is there counts, also where nothing of it is asked for.
            let known = options.split.flatMap { split in
                layout.frames[0].placeholders.contains("split") ? ["split": split] : nil
            }
            var entries = frames(layout, root, known ?? [:])
            if entries.isEmpty {
                guard known != nil, !frames(layout, root, [:]).isEmpty else { continue }
                throw DataSetError.nothingSelected(folder: root, split: options.split ?? "")
            }
            if options.isLabelled { entries = entries.map { labelled($0, layout, root) } }
            var starts = starts(of: entries, layout)
            if let list = try options.list ?? splitList(options, layout, isKnown: known != nil) {
                (entries, starts) = try chosen(entries, starts, by: list, wholeVideos: layout.snippets != nil)
            }
            return (layout, entries, starts)
        }
        throw DataSetError.noFrames(
            folder: root, patterns: description.layouts.flatMap(\.frames).map(\.text))
    }

    private static func frames(
        _ layout: DataSetDescription.Layout, _ root: String, _ known: [String: String]
    ) -> [Entry] {
        var seen: Set<[String: String]> = []
        var entries: [Entry] = []
        for pattern in layout.frames {
            for match in pattern.files(in: root, known) where seen.insert(match.values).inserted {
                entries.append(
                    Entry(frame: match.path, video: layout.video.map { match.values[$0] ?? "" }, values: match.values))
            }
        }
        let keys = entries.map { ($0.video.joined(separator: "/"), ($0.frame as NSString).lastPathComponent) }
        return entries.indices.sorted { one, other in
            let (a, b) = (keys[one], keys[other])
            if a.0 != b.0 { return NaturalOrder.precedes(a.0, b.0) }
            return a.1 == b.1 ? entries[one].frame < entries[other].frame : NaturalOrder.precedes(a.1, b.1)
        }.map { entries[$0] }
    }

    private static func labelled(_ entry: Entry, _ layout: DataSetDescription.Layout, _ root: String) -> Entry {
        var entry = entry
        for (place, labels) in layout.labels.enumerated() {
            guard let path = labels.files.filled(entry.values),
                FileManager.default.fileExists(atPath: "\(root)/\(path)")
            else { continue }
            (entry.label, entry.coding) = (path, place)
            break
        }
        return entry
    }

    /// Where the video's key changes; with snippets also where a number is left out and where a snippet begins.
    private static func starts(of entries: [Entry], _ layout: DataSetDescription.Layout) -> [Int] {
        var starts: [Int] = []
        for index in entries.indices {
            let isFirst = index == 0 || entries[index].video != entries[index - 1].video
            let follows =
                !isFirst
                && layout.snippets.map { number(entries[index], $0) == number(entries[index - 1], $0).map { $0 + 1 } }
                    ?? true
            if !follows { starts.append(index) }
        }
        guard let snippets = layout.snippets else { return starts }
        return zip(starts, starts.dropFirst() + [entries.count]).flatMap { start, end in
            // The labelled frame tells where snippets begin; without one the first frame does.
            let anchor = (start..<end).first { entries[$0].label != nil }.map { $0 - (snippets.labelled - 1) } ?? start
            return (start..<end).filter { $0 == start || ($0 - anchor) % snippets.length == 0 }
        }
    }

    private static func number(_ entry: Entry, _ snippets: DataSetDescription.Snippets) -> Int? {
        entry.values[snippets.number].flatMap { Int($0) }
    }

    // MARK: Lists

    private static func splitList(
        _ options: DataSetOptions, _ layout: DataSetDescription.Layout, isKnown: Bool
    ) throws(DataSetError) -> String? {
        guard let split = options.split, !isKnown else { return nil }
        let paths = layout.lists.compactMap { $0.filled(["split": split]) }.map { "\(options.folder)/\($0)" }
        guard let path = paths.first(where: FileManager.default.fileExists(atPath:)) else {
            throw .nothingSelected(folder: options.folder, split: split)
        }
        return path
    }

    /// What a list names, a line each: a frame's file by its path or name, or a video; what follows on the line is for
    /// others. With `wholeVideos` a frame brings its video along.
    private static func chosen(
        _ entries: [Entry], _ starts: [Int], by list: String, wholeVideos: Bool
    ) throws -> ([Entry], [Int]) {
        guard let text = String(validating: try FileBytes.read(list, atMost: 64 << 20), as: UTF8.self) else {
            throw DataSetError.badList(path: list)
        }
        let index = ListIndex(entries, starts)
        var wanted: Set<Int> = []
        for (line, words) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let item = words.split(whereSeparator: { $0.isWhitespace || $0 == "," }).first, item.first != "#"
            else { continue }
            let found = index.entries(String(item), entries, wholeVideos: wholeVideos)
            guard !found.isEmpty else {
                throw DataSetError.notListed(list: list, line: line + 1, item: String(item))
            }
            wanted.formUnion(found)
        }
        guard !wanted.isEmpty else { throw DataSetError.badList(path: list) }
        // Frames that were not neighbours do not become one video.
        let isStart = Set(starts)
        var chosen: [Entry] = []
        var ownStarts: [Int] = []
        for place in wanted.sorted() {
            if chosen.isEmpty || isStart.contains(place) || !wanted.contains(place - 1) {
                ownStarts.append(chosen.count)
            }
            chosen.append(entries[place])
        }
        return (chosen, ownStarts)
    }
}

/// Frames and videos by what a list may call them.
private struct ListIndex {
    private var byStem: [String: [Int]] = [:]
    private var byVideo: [String: [Int]] = [:]
    /// A frame's video: its frames.
    private var videos: [Range<Int>] = []

    init(_ entries: [DataSetSource.Entry], _ starts: [Int]) {
        videos = zip(starts, starts.dropFirst() + [entries.count]).map { $0..<$1 }
        for (index, entry) in entries.enumerated() {
            byStem[Self.stem(entry.frame), default: []].append(index)
            if let last = entry.video.last {
                byVideo[last, default: []].append(index)
                if entry.video.count > 1 { byVideo[entry.video.joined(separator: "/"), default: []].append(index) }
            }
        }
    }

    func entries(_ item: String, _ entries: [DataSetSource.Entry], wholeVideos: Bool) -> [Int] {
        guard let named = byStem[Self.stem(item)] else { return byVideo[item] ?? [] }
        // Lists are written with one folder above or another: of several files of a name, those that agree most.
        let folders = item.split(separator: "/").dropLast()
        let agreeing = named.map { index in
            let own = entries[index].frame.split(separator: "/").dropLast()
            return zip(folders.reversed(), own.reversed()).prefix { $0 == $1 }.count
        }
        let most = agreeing.max() ?? 0
        guard named.count == 1 || most > 0 else { return [] }
        let frames = zip(named, agreeing).filter { $0.1 == most }.map(\.0)
        guard wholeVideos else { return frames }
        return frames.flatMap { frame in Array(videos.first { $0.contains(frame) } ?? frame..<frame + 1) }
    }

    private static func stem(_ path: String) -> String {
        ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    }
}
