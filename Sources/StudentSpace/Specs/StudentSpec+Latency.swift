public import Networks

extension StudentSpec {
    /// What a spec says of time: the frames of one machine, at one input size and number of threads.
    ///
    /// The predicted time of a delta frame is `rest + Σ` over the sites' own nanoseconds (``SiteRecord/nanoseconds``).
    public struct LatencyRecord: Hashable, Sendable {
        public var device: String
        /// Threads that one frame uses.
        public var threads: Int
        public var input: Size
        /// The teacher on a frame, in nanoseconds.
        public var teacherNanoseconds: Int
        /// What a delta frame takes whatever the sites have.
        public var restNanoseconds: Int
        /// A delta frame as the table of candidates predicts it.
        public var predictedNanoseconds: Int
        /// A delta frame as it was measured, whole; nil where it was not.
        public var measuredNanoseconds: Int?
        /// The teacher in the same run.
        public var measuredTeacherNanoseconds: Int?
        /// The budget of time; nil where only compute was limited.
        public var budget: BudgetRecord?

        public init(
            device: String, threads: Int, input: Size, teacherNanoseconds: Int, restNanoseconds: Int,
            predictedNanoseconds: Int, measuredNanoseconds: Int? = nil, measuredTeacherNanoseconds: Int? = nil,
            budget: BudgetRecord?
        ) {
            self.device = device
            self.threads = threads
            self.input = input
            self.teacherNanoseconds = teacherNanoseconds
            self.restNanoseconds = restNanoseconds
            self.predictedNanoseconds = predictedNanoseconds
            self.measuredNanoseconds = measuredNanoseconds
            self.measuredTeacherNanoseconds = measuredTeacherNanoseconds
            self.budget = budget
        }

        /// What was asked for.
        public struct BudgetRecord: Hashable, Sendable {
            /// As the user wrote it.
            public var requested: String
            public var scope: BudgetScope
            /// The budget in nanoseconds a frame of the scope.
            public var limitNanoseconds: Int
            /// The most that a delta frame may take under it.
            public var deltaFrameLimitNanoseconds: Int

            public init(requested: String, scope: BudgetScope, limitNanoseconds: Int, deltaFrameLimitNanoseconds: Int) {
                self.requested = requested
                self.scope = scope
                self.limitNanoseconds = limitNanoseconds
                self.deltaFrameLimitNanoseconds = deltaFrameLimitNanoseconds
            }

            /// Nil without a budget of time.
            public init?(_ limit: BudgetLimit) {
                guard let time = limit.time else { return nil }
                self.init(
                    requested: time.budget.text, scope: limit.scope, limitNanoseconds: time.frame,
                    deltaFrameLimitNanoseconds: time.deltaFrame)
            }
        }
    }
}
