import Foundation

/// Paths below a folder with placeholders in them: `image/{city}/{city}_{number}.png`.
///
/// A placeholder stands for one character at least and for no `/`; where it occurs again it stands for the same.
/// `{split:train|val}` stands for nothing but these.
struct PathPattern: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case placeholder(String, among: [String] = [])
    }

    /// As it was written.
    let text: String
    /// The path's components, from the folder on.
    let components: [[Part]]

    /// nil where braces do not pair, two placeholders touch, or the path is empty or leads out of its folder.
    init?(_ text: String) {
        guard !text.isEmpty, !text.contains("\0") else { return nil }
        var components: [[Part]] = []
        for component in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !component.isEmpty, component != ".", component != "..", let parts = Self.parts(component) else {
                return nil
            }
            components.append(parts)
        }
        self.components = components
        self.text = text
    }

    private static func parts(_ component: Substring) -> [Part]? {
        var parts: [Part] = []
        var rest = component
        while !rest.isEmpty {
            let text = rest.prefix { $0 != "{" && $0 != "}" }
            if !text.isEmpty { parts.append(.text(String(text))) }
            rest = rest.dropFirst(text.count)
            guard !rest.isEmpty else { break }
            guard rest.first == "{", let close = rest.firstIndex(of: "}") else { return nil }
            let inside = rest[rest.index(after: rest.startIndex)..<close].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = inside[0]
            let choices = inside.count == 1 ? [] : inside[1].split(separator: "|").map(String.init)
            guard inside.count == 1 || !choices.isEmpty else { return nil }
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
            if case .placeholder = parts.last { return nil }
            parts.append(.placeholder(String(name), among: choices))
            rest = rest[rest.index(after: close)...]
        }
        return parts
    }

    /// Names of the placeholders, each once, as they come.
    var placeholders: [String] { Self.placeholders(components) }

    /// Those of the folders on the way.
    var folderPlaceholders: [String] { Self.placeholders(components.dropLast()) }

    private static func placeholders(_ components: some Sequence<[Part]>) -> [String] {
        var names: [String] = []
        for case .placeholder(let name, _) in components.joined() where !names.contains(name) { names.append(name) }
        return names
    }

    /// The path with values in place of the placeholders; nil where one has none.
    func filled(_ values: [String: String]) -> String? {
        var components: [String] = []
        for parts in self.components {
            guard let component = Self.filled(parts, values) else { return nil }
            components.append(component)
        }
        return components.joined(separator: "/")
    }

    private static func filled(_ parts: [Part], _ values: [String: String]) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .placeholder(let name, _):
                guard let value = values[name] else { return nil }
                text += value
            }
        }
        return text
    }

    /// A file that fits, and what its placeholders stand for.
    struct Match {
        /// From the folder on.
        var path: String
        var values: [String: String]
    }

    /// Files below a folder that fit, hidden ones left out.
    ///
    /// - Parameter values: of placeholders that are known already.
    func files(in root: String, _ values: [String: String]) -> [Match] {
        var places = [Match(path: "", values: values)]
        for (depth, parts) in components.enumerated() {
            let isLast = depth == components.count - 1
            places = places.flatMap { place in
                Self.step(parts, from: place, in: root).filter { Self.exists("\(root)/\($0.path)", folder: !isLast) }
            }
        }
        return places
    }

    private static func step(_ parts: [Part], from place: Match, in root: String) -> [Match] {
        func joined(_ name: String) -> String { place.path.isEmpty ? name : "\(place.path)/\(name)" }
        if let name = filled(parts, place.values) { return [Match(path: joined(name), values: place.values)] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(place.path)")) ?? []
        return names.sorted().compactMap { name in
            guard !name.hasPrefix(".") else { return nil }
            var values = place.values
            return match(parts[...], name[...], &values) ? Match(path: joined(name), values: values) : nil
        }
    }

    private static func exists(_ path: String, folder: Bool) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue == folder
    }

    /// Whether a name fits; placeholders take as little as they can.
    private static func match(_ parts: ArraySlice<Part>, _ text: Substring, _ values: inout [String: String]) -> Bool {
        guard let part = parts.first else { return text.isEmpty }
        let others = parts.dropFirst()
        switch part {
        case .text(let literal):
            return text.hasPrefix(literal) && match(others, text.dropFirst(literal.count), &values)
        case .placeholder(let name, let choices):
            if let known = values[name] {
                return text.hasPrefix(known) && match(others, text.dropFirst(known.count), &values)
            }
            var end = text.startIndex
            while end < text.endIndex {
                end = text.index(after: end)
                let value = String(text[..<end])
                guard choices.isEmpty || choices.contains(value) else { continue }
                values[name] = value
                if match(others, text[end...], &values) { return true }
            }
            values[name] = nil
            return false
        }
    }
}
