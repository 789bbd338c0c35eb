/// What a frame may cost, as the user states it: `2GFLOPs`, `915MMACs`, `45%`.
///
/// Another measure (a latency, a share of the teacher's) is a case of ``Amount-swift.enum`` and a unit in
/// `Budget+Text.swift`; two budgets at once are two values of this type, each with a ``BudgetLimit`` of its own.
public struct Budget: Hashable, Sendable {
    /// How much.
    public enum Amount: Hashable, Sendable {
        /// So many multiply-accumulates a frame.
        case macs(Int)
        /// So much of what the teacher spends on a frame.
        case shareOfTeacher(Share)
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

    init(amount: Amount, text: String) {
        self.amount = amount
        self.text = text
    }

    /// The largest budget that can be stated, 10¹⁸ MACs: sums of costs stay far from overflowing an `Int`.
    public static let largestMACs = 1_000_000_000_000_000_000

    /// Multiply-accumulates a frame, rounded down, for a teacher that spends `teacherMACs` on it.
    public func macs(teacherMACs: Int) -> Int {
        switch amount {
        case .macs(let macs): macs
        case .shareOfTeacher(let share): share.of(teacherMACs)
        }
    }

    /// A fraction as an exact decimal percentage.
    public struct Share: Hashable, Sendable {
        let percent: ExactDecimal

        /// `⌊share · macs⌋`, at most ``Budget/largestMACs``.
        public func of(_ macs: Int) -> Int {
            percent.scaledDown(by: -2, times: macs, limit: Budget.largestMACs) ?? Budget.largestMACs
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
