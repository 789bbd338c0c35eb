/// Sides that take turns, so that whatever else the machine does hits them alike.
struct Contest {
    /// One side: a turn gives its samples, warmed up beforehand.
    struct Side {
        var name: String
        var turn: () throws -> [Double]
    }

    /// Lets every side take one turn a round, the order reversed in every other round: A B, B A, A B, …
    ///
    /// - Parameter progress: called after each turn with the number of turns done.
    /// - Returns: the samples of each side, turn after turn.
    static func run(
        _ sides: [Side], rounds: Int, progress: (Int) throws -> Void = { _ in }
    ) throws -> [BenchSamples] {
        var samples = sides.map { _ in BenchSamples() }
        var done = 0
        for round in 0..<rounds {
            let order = round % 2 == 0 ? Array(sides.indices) : sides.indices.reversed()
            for side in order {
                samples[side].values += try sides[side].turn()
                done += 1
                try progress(done)
            }
        }
        return samples
    }
}

/// A clock for turns.
enum Stopwatch {
    /// Runs once uncounted, then `count` times on the clock.
    ///
    /// - Returns: milliseconds of each counted run.
    static func milliseconds(_ count: Int, _ body: () throws -> Void) rethrows -> [Double] {
        try body()
        return try (0..<count).map { _ in try milliseconds(body) }
    }

    static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        let elapsed = (ContinuousClock.now - start).components
        return 1e3 * Double(elapsed.seconds) + 1e-15 * Double(elapsed.attoseconds)
    }
}
