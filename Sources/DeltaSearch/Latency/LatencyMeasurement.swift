public import StudentSpace

/// A table of latencies, and how far it can be trusted.
public struct LatencyMeasurement: Sendable {
    public let table: LatencyTable
    /// The teacher's frame, over the whole measurement: its spread tells whether the machine was busy.
    public let teacher: TimeSummary
    /// What the sum of a frame's node times is multiplied by.
    public let scale: Double
    /// Assemblies behind the fit.
    public let assemblies: Int
    /// Assemblies that the fit has not seen.
    public let checks: [Check]

    /// A prediction beside what the assembly took.
    public struct Check: Hashable, Sendable {
        /// `random`, or the share of the teacher's time that a knapsack over the table was given.
        public let label: String
        public let predicted: Int
        public let measured: TimeSummary

        /// `|predicted − measured| / measured`.
        public var error: Double {
            Double(abs(predicted - measured.lowerDecile)) / Double(max(1, measured.lowerDecile))
        }
    }

    /// Of the checks' errors; 0 without checks.
    public var medianError: Double {
        let errors = checks.map(\.error).sorted()
        return errors.isEmpty ? 0 : errors[errors.count / 2]
    }

    public var worstError: Double { checks.map(\.error).max() ?? 0 }

    /// Above this spread of the teacher's frame, a machine counts as busy.
    public static let busySpread = 0.15

    /// Whether something else ran meanwhile, so that the table may be off.
    public var isNoisy: Bool { teacher.spread > Self.busySpread }
}
