/// What a budget is spent in.
public enum BudgetResource: String, Hashable, Sendable, CaseIterable {
    /// Multiply-accumulates.
    case compute
    /// Time on this machine, in nanoseconds.
    case time
}

/// What a frame may cost, as the user states it: `2GFLOPs`, `915MMACs`, `45%`, `7ms`, `35%latency`.
///
/// Two budgets at once are ``Budgets``.
public struct Budget: Hashable, Sendable {
    /// How much.
    public enum Amount: Hashable, Sendable {
        /// So many multiply-accumulates a frame.
        case macs(Int)
        /// So much of what the teacher spends on a frame.
        case shareOfTeacher(Share)
        /// So many nanoseconds a frame.
        case nanoseconds(Int)
        /// So much of what the teacher takes for a frame.
        case shareOfTeacherTime(Share)
    }

    public let amount: Amount
    /// The budget as it was written.
    public let text: String

    /// A budget in multiply-accumulates.
    ///
    /// - Precondition: `macs` is in `1...Budget.largestMACs`.
    public init(macs: Int) {
        precondition((1...Self.largestMACs).contains(macs), "a budget of \(macs) MACs")
        amount = .macs(macs)
        text = "\(macs)MACs"
    }

    /// A budget in nanoseconds.
    ///
    /// - Precondition: `nanoseconds` is in `1...Budget.largestNanoseconds`.
    public init(nanoseconds: Int) {
        precondition((1...Self.largestNanoseconds).contains(nanoseconds), "a budget of \(nanoseconds) ns")
        amount = .nanoseconds(nanoseconds)
        text = "\(nanoseconds)ns"
    }

    init(amount: Amount, text: String) {
        self.amount = amount
        self.text = text
    }

    /// The largest budget that can be stated, 10¹⁸ MACs: sums of costs stay far from overflowing an `Int`.
    public static let largestMACs = 1_000_000_000_000_000_000

    /// The longest time that can be stated, an hour.
    public static let largestNanoseconds = 3_600_000_000_000

    public var resource: BudgetResource {
        switch amount {
        case .macs, .shareOfTeacher: .compute
        case .nanoseconds, .shareOfTeacherTime: .time
        }
    }

    /// The budget a frame in the unit of its resource, MACs or nanoseconds, rounded down.
    ///
    /// - Parameter teacher: what the teacher spends on a frame, in that unit.
    public func amount(teacher: Int) -> Int {
        switch amount {
        case .macs(let amount), .nanoseconds(let amount): amount
        case .shareOfTeacher(let share), .shareOfTeacherTime(let share): share.of(teacher)
        }
    }

    /// A fraction as an exact decimal percentage.
    public struct Share: Hashable, Sendable {
        let percent: ExactDecimal

        /// `⌊share · amount⌋`, at most ``Budget/largestMACs``.
        public func of(_ amount: Int) -> Int {
            percent.scaledDown(by: -2, times: amount, limit: Budget.largestMACs) ?? Budget.largestMACs
        }
    }
}

/// Which frames a budget speaks of.
public enum BudgetScope: String, Hashable, Sendable, CaseIterable {
    /// One delta frame: what a frame after the key frame costs.
    case deltaFrame = "delta-frame"
    /// The mean over a key-frame interval: `(teacher + (T − 1) · delta) / T`.
    case amortised
}
