import Experiments

/// Why figures are missing.
extension BenchText {
    /// A line each, rows of the same reason together.
    var notes: [String] {
        var reasons: [(text: String, rows: [String])] = []
        for row in report.rows {
            guard let note = row.note else { continue }
            let text = Self.text(note)
            if let index = reasons.firstIndex(where: { $0.text == text }) {
                reasons[index].rows.append(row.name.rawValue)
            } else {
                reasons.append((text, [row.name.rawValue]))
            }
        }
        return reasons.map { "\($0.rows.joined(separator: ", ")): \($0.text)" }
    }

    static func text(_ note: BenchNote) -> String {
        switch note {
        case .peerFailed(let error): "no peer: \(ErrorMessage(error).cause)"
        case .missingFile(let path): "no peer: \(path) is not there"
        case .missingPackage(let name): "no peer: the Python has no \(name)"
        case .tooManyCandidates(let count, let most):
            "no peer: it has at most \(most) candidates a site, not \(count)"
        }
    }
}
