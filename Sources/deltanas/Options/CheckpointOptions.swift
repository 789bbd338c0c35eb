import ArgumentParser

/// How much work a run may lose to a machine that goes down.
struct CheckpointOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seconds of work between checkpoints, beside those that every phase ends with. Results do not depend on it.",
            valueName: "seconds"))
    var checkpointInterval: Double = 30

    func seconds() throws -> Double {
        guard (0...86_400).contains(checkpointInterval) else {
            throw UsageError.outOfRange(
                option: "--checkpoint-interval", value: "\(checkpointInterval)",
                allowed: "a number of seconds in 0...86400")
        }
        return checkpointInterval
    }
}
