/// Names for a network's nodes: readable, stable, each once.
struct NodeNames: Sendable {
    private var used: Set<String> = []

    /// Takes a name that is not to be given to any node.
    mutating func reserve(_ name: String) { used.insert(name) }

    /// The name itself where it is free, else with the first free number behind it: `conv`, `conv_1`, …
    mutating func unique(_ name: String) -> String {
        if used.insert(name).inserted { return name }
        var number = next[name] ?? 1
        while !used.insert("\(name)_\(number)").inserted { number += 1 }
        next[name] = number + 1
        return "\(name)_\(number)"
    }

    private var next: [String: Int] = [:]

    /// The name of a module that owns a parameter: `layer1.0.conv1` of `layer1.0.conv1.weight`; nil where an exporter
    /// has made the parameter's name up.
    static func module(ofParameter name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), ["weight", "running_mean", "gamma"].contains(name[name.index(after: dot)...])
        else { return nil }
        let module = permitted(name[..<dot])
        return module.isEmpty ? nil : module
    }

    /// The path of a node and what it does there: `layer1.0.conv1` and `Conv` of `/layer1/layer1.0/conv1/Conv`.
    ///
    /// PyTorch's exporter writes a scope's full name behind its parent's: only the last of them counts.
    static func path(_ name: String) -> (module: String, operation: String) {
        guard name.hasPrefix("/") else {
            let plain = name.hasPrefix("node_") ? name.dropFirst(5) : name[...]
            return ("", permitted(plain))
        }
        var parts = name.split(separator: "/").map { permitted($0) }
        let operation = parts.popLast() ?? ""
        var path: [String] = []
        for part in parts {
            if let last = path.last, part.hasPrefix(last + ".") {
                path[path.count - 1] = part
            } else {
                path.append(part)
            }
        }
        return (path.joined(separator: "."), operation)
    }

    /// Only characters that need no quoting in a file, a glob or a shell; none of the names that passes give to nodes
    /// of their own: `scores`, `key:…`, `delta:…`.
    private static func permitted(_ name: some StringProtocol) -> String {
        let allowed = name.unicodeScalars.map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || "_-.".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        let name = String(allowed.prefix(200))
        return name == "scores" || name == "frame" ? name + "_" : name
    }
}
