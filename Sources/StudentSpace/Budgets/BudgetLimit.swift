/// Budgets made concrete for one teacher and key-frame interval: what one delta frame may cost.
///
/// In scope `amortised` the constraint `teacher + (T − 1) · delta ≤ T · budget` gives
/// `delta ≤ ⌊(T · budget − teacher) / (T − 1)⌋`, which is negative where the key frames alone exceed the budget.
public struct BudgetLimit: Hashable, Sendable {
    public let scope: BudgetScope
    /// T: one key frame, then T − 1 delta frames.
    public let keyframeInterval: Int
    /// What the teacher spends on a frame, in MACs.
    public let teacherMACs: Int
    /// In MACs; nil without a budget of compute.
    public let compute: Bound?
    /// In nanoseconds; nil without a budget of time.
    public let time: Bound?

    /// The bound that one budget sets, in the unit of its resource.
    public struct Bound: Hashable, Sendable {
        public let budget: Budget
        /// What the teacher spends on a frame.
        public let teacher: Int
        /// The budget a frame of the scope.
        public let frame: Int
        /// The most that one delta frame may spend.
        public let deltaFrame: Int

        fileprivate init(_ bound: Bound, deltaFrame: Int) {
            budget = bound.budget
            teacher = bound.teacher
            frame = bound.frame
            self.deltaFrame = deltaFrame
        }

        init(_ budget: Budget, scope: BudgetScope, teacher: Int, keyframeInterval: Int) {
            self.budget = budget
            self.teacher = teacher
            frame = budget.amount(teacher: teacher)
            switch scope {
            case .deltaFrame: deltaFrame = frame
            case .amortised:
                // (T·b − t)/(T − 1) = b + (b − t)/(T − 1): nothing here overflows.
                let (quotient, remainder) = (frame - teacher).quotientAndRemainder(dividingBy: keyframeInterval - 1)
                deltaFrame = frame + quotient - (remainder < 0 ? 1 : 0)
            }
        }
    }

    /// A budget of compute.
    ///
    /// - Precondition: `keyframeInterval` is one of ``SpaceFile/keyframeIntervals``: at 1 there is nothing to limit.
    public init(_ budget: Budget, scope: BudgetScope = .deltaFrame, teacherMACs: Int, keyframeInterval: Int) {
        self.init(
            Budgets(budget), scope: scope, teacherMACs: teacherMACs, teacherNanoseconds: nil,
            keyframeInterval: keyframeInterval)
    }

    /// - Parameter teacherNanoseconds: what the teacher takes for a frame; needed by a budget of time.
    /// - Precondition: `keyframeInterval` is one of ``SpaceFile/keyframeIntervals``.
    public init(
        _ budgets: Budgets, scope: BudgetScope = .deltaFrame, teacherMACs: Int, teacherNanoseconds: Int?,
        keyframeInterval: Int
    ) {
        precondition(
            SpaceFile.keyframeIntervals.contains(keyframeInterval), "a key-frame interval of \(keyframeInterval)")
        self.scope = scope
        self.keyframeInterval = keyframeInterval
        self.teacherMACs = teacherMACs
        compute = budgets.compute.map {
            Bound($0, scope: scope, teacher: teacherMACs, keyframeInterval: keyframeInterval)
        }
        time = budgets.time.map {
            guard let teacherNanoseconds else {
                preconditionFailure("a budget of \($0.text) without the teacher's time")
            }
            return Bound($0, scope: scope, teacher: teacherNanoseconds, keyframeInterval: keyframeInterval)
        }
    }

    /// The same budgets, with another limit on the time of a delta frame: what is solved for where the predicted time
    /// is off by a known factor.
    ///
    /// - Precondition: There is a budget of time.
    public func withDeltaFrame(nanoseconds: Int) -> BudgetLimit {
        guard let time else { preconditionFailure("no budget of time") }
        return BudgetLimit(self, time: Bound(time, deltaFrame: nanoseconds))
    }

    private init(_ limit: BudgetLimit, time: Bound) {
        scope = limit.scope
        keyframeInterval = limit.keyframeInterval
        teacherMACs = limit.teacherMACs
        compute = limit.compute
        self.time = time
    }

    /// The budgets as they were written: `2GFLOPs`, `2GFLOPs + 7ms`.
    public var text: String { [compute, time].compactMap { $0?.budget.text }.joined(separator: " + ") }

    /// The most that one delta frame may spend in MACs; ``Budget/largestMACs`` without a budget of compute.
    public var deltaFrameMACs: Int { compute?.deltaFrame ?? Budget.largestMACs }

    /// The most that one delta frame may take; nil without a budget of time.
    public var deltaFrameNanoseconds: Int? { time?.deltaFrame }

    /// Whether a delta frame of this cost keeps the budget of compute.
    public func allows(deltaFrameMACs cost: Int) -> Bool { cost <= deltaFrameMACs }

    /// Whether a delta frame of this cost keeps every budget.
    ///
    /// - Precondition: A budget of time comes with times.
    public func allows(_ cost: FrameCost) -> Bool {
        guard allows(deltaFrameMACs: cost.macs) else { return false }
        guard let time else { return true }
        guard let nanoseconds = cost.nanoseconds else { preconditionFailure("a budget of time without times") }
        return nanoseconds <= time.deltaFrame
    }

    /// The mean cost of a frame over a key-frame interval, `⌈(teacher + (T − 1) · delta) / T⌉` in the costs' unit:
    /// rounded up, so that it exceeds a whole budget where the exact mean does.
    public static func amortised(deltaFrame: Int, teacher: Int, keyframeInterval: Int) -> Int {
        let total = teacher + (keyframeInterval - 1) * deltaFrame
        return total / keyframeInterval + (total % keyframeInterval > 0 ? 1 : 0)
    }

    /// ``amortised(deltaFrame:teacher:keyframeInterval:)`` in MACs.
    public static func amortisedMACs(deltaFrame: Int, teacher: Int, keyframeInterval: Int) -> Int {
        amortised(deltaFrame: deltaFrame, teacher: teacher, keyframeInterval: keyframeInterval)
    }

    /// What a delta frame of this cost comes to in the limit's scope, for a teacher of the same unit.
    public func inScope(deltaFrame: Int, teacher: Int) -> Int {
        switch scope {
        case .deltaFrame: deltaFrame
        case .amortised: Self.amortised(deltaFrame: deltaFrame, teacher: teacher, keyframeInterval: keyframeInterval)
        }
    }

    /// What a delta frame of this cost comes to in the limit's scope, in MACs.
    public func macsInScope(deltaFrame: Int) -> Int { inScope(deltaFrame: deltaFrame, teacher: teacherMACs) }
}
