/// A budget made concrete for one teacher and key-frame interval: what one delta frame may cost.
///
/// In scope `amortised` the constraint `teacher + (T − 1) · delta ≤ T · budget` gives
/// `delta ≤ ⌊(T · budget − teacher) / (T − 1)⌋`, which is negative where the key frames alone exceed the budget.
public struct BudgetLimit: Hashable, Sendable {
    public let budget: Budget
    public let scope: BudgetScope
    /// T: one key frame, then T − 1 delta frames.
    public let keyframeInterval: Int
    public let teacherMACs: Int
    /// The budget in MACs a frame of the scope.
    public let macs: Int
    /// The most that one delta frame may spend, in MACs.
    public let deltaFrameMACs: Int

    /// - Precondition: `keyframeInterval` is one of ``SpaceFile/keyframeIntervals``: at 1 there is nothing to limit.
    public init(_ budget: Budget, scope: BudgetScope = .deltaFrame, teacherMACs: Int, keyframeInterval: Int) {
        precondition(
            SpaceFile.keyframeIntervals.contains(keyframeInterval), "a key-frame interval of \(keyframeInterval)")
        self.budget = budget
        self.scope = scope
        self.keyframeInterval = keyframeInterval
        self.teacherMACs = teacherMACs
        macs = budget.macs(teacherMACs: teacherMACs)
        switch scope {
        case .deltaFrame: deltaFrameMACs = macs
        case .amortised:
            // (T·b − t)/(T − 1) = b + (b − t)/(T − 1): nothing here overflows.
            let (quotient, remainder) = (macs - teacherMACs).quotientAndRemainder(dividingBy: keyframeInterval - 1)
            deltaFrameMACs = macs + quotient - (remainder < 0 ? 1 : 0)
        }
    }

    /// Whether a delta frame of this cost keeps the budget.
    public func allows(deltaFrameMACs cost: Int) -> Bool { cost <= deltaFrameMACs }

    /// The mean cost of a frame over a key-frame interval, `⌈(teacher + (T − 1) · delta) / T⌉` MACs: rounded up, so
    /// that it exceeds a whole budget where the exact mean does.
    public static func amortisedMACs(deltaFrame: Int, teacher: Int, keyframeInterval: Int) -> Int {
        let total = teacher + (keyframeInterval - 1) * deltaFrame
        return total / keyframeInterval + (total % keyframeInterval > 0 ? 1 : 0)
    }

    /// What a delta frame of this cost comes to in the limit's scope, in MACs.
    public func macsInScope(deltaFrame: Int) -> Int {
        switch scope {
        case .deltaFrame: deltaFrame
        case .amortised:
            Self.amortisedMACs(deltaFrame: deltaFrame, teacher: teacherMACs, keyframeInterval: keyframeInterval)
        }
    }
}
