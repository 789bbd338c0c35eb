import ArgumentParser

/// How many processes run an experiment's trials. Results do not depend on it.
struct ProcessOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Trials side by side, in processes of their own that share the workers of --jobs; each takes memory for a whole search.",
            valueName: "count"))
    var processes: Int = 1

    static let allowed = 1...256

    /// No more than there are trials.
    func count(trials: Int) throws -> Int {
        guard Self.allowed.contains(processes) else {
            throw UsageError.outOfRange(
                option: "--processes", value: "\(processes)", allowed: "a number in 1...256")
        }
        return min(processes, trials)
    }
}
