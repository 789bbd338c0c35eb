import Experiments

/// Names and values, one a line, the values below each other.
struct Facts {
    private var lines: [(name: String, value: String)] = []

    init(_ lines: [(String, String)] = []) { self.lines = lines.map { ($0.0, $0.1.printableLine) } }

    /// A value has one line, whatever the names in it hold.
    mutating func add(_ name: String, _ value: String) { lines.append((name, value.printableLine)) }

    var text: String {
        let width = lines.map(\.name.count).max() ?? 0
        return lines.map { name, value in
            name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
        }.joined()
    }
}
