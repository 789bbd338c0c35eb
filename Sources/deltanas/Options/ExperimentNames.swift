import ArgumentParser
import ExperimentStore

/// Names for a shell to complete.
enum ExperimentNames {
    /// The experiments of the database that the command line names so far.
    ///
    /// Nothing where it cannot be read: a shell is no place for errors.
    static let complete: @Sendable ([String], Int, String) -> [String] = { words, _, prefix in
        let named = words.indices.compactMap { index in
            words[index] == "--db" && index + 1 < words.count
                ? words[index + 1]
                : words[index].hasPrefix("--db=") ? String(words[index].dropFirst("--db=".count)) : nil
        }
        let path = named.last ?? DatabaseOptions.standard
        guard let database = try? ExperimentDatabase(path: path, mode: .readOnly, patience: 0.2),
            let experiments = try? database.experiments()
        else { return [] }
        // Bash, zsh and fish take a name a line.
        return experiments.map(\.name).filter { $0.hasPrefix(prefix) && !$0.contains(where: \.isNewline) }
    }
}
