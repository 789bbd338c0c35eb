/// A space whose candidates have times.
extension SearchSpace {
    /// The same space with the times of a table.
    ///
    /// - Throws: ``LatencyError`` where the table lacks a candidate, or a time is impossible.
    public func timed(by table: LatencyTable) throws(LatencyError) -> SearchSpace {
        guard (0...Self.longest).contains(table.restNanoseconds) else { throw .impossible(table.restNanoseconds) }
        guard (1...Self.longest).contains(table.teacherNanoseconds) else {
            throw .impossible(table.teacherNanoseconds)
        }
        var timed = self
        timed.latency = table
        for (index, choice) in choices.enumerated() {
            var nanoseconds: [Int] = []
            for candidate in choice.candidates {
                guard let time = table.nanoseconds(site: choice.site.name, candidate: candidate) else {
                    throw .missing(site: choice.site.name, candidate: candidate)
                }
                guard (0...Self.longest).contains(time) else { throw .impossible(time) }
                nanoseconds.append(time)
            }
            timed.choices[index].nanoseconds = nanoseconds
        }
        return timed
    }

    /// No part of a frame takes longer, and sums of so many stay far from overflowing an `Int`.
    private static let longest = Budget.largestNanoseconds

    /// The predicted time of a delta frame, `rest + Σ`, in nanoseconds; nil before the space is timed.
    func nanoseconds(_ indices: [Int]) -> Int? {
        guard let latency else { return nil }
        return zip(choices, indices).reduce(latency.restNanoseconds) { $0 + ($1.0.nanoseconds ?? [])[$1.1] }
    }

    /// The time of the fastest delta frame, in nanoseconds; nil before the space is timed.
    public var minimumNanoseconds: Int? { sumOfTimes { $0.min() ?? 0 } }

    /// The time of the slowest delta frame, in nanoseconds; nil before the space is timed.
    public var maximumNanoseconds: Int? { sumOfTimes { $0.max() ?? 0 } }

    private func sumOfTimes(_ time: (_ options: [Int]) -> Int) -> Int? {
        guard let latency, let options = optionNanoseconds else { return nil }
        return options.reduce(latency.restNanoseconds) { $0 + time($1) }
    }
}

/// A latency table that does not fit a space.
public enum LatencyError: Error, Hashable, Sendable {
    case missing(site: String, candidate: Candidate)
    /// A time below zero, none at all for the teacher, or more than an hour.
    case impossible(Int)
}
