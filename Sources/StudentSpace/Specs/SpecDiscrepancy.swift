public import Networks

/// Something that a student spec says and that does not hold.
public enum SpecDiscrepancy: Error, Hashable, Sendable {
    /// A convolution of the teacher without an entry.
    case missingSite(String)
    /// An entry for something that is no convolution of the teacher.
    case unexpectedSite(String)
    /// An entry that is not where the teacher's order has it, counted from 0.
    case siteOutOfOrder(String, position: Int, expected: Int)
    /// An entry whose convolution is not the teacher's.
    case geometryDiffers(site: String, stated: ConvolutionGeometry, actual: ConvolutionGeometry)
    /// A candidate that cannot stand at its site.
    case impossibleCandidate(site: String, Candidate)
    case siteMACs(site: String, stated: Int, recounted: Int)
    case siteTeacherMACs(site: String, stated: Int, recounted: Int)
    case deltaFrameMACs(stated: Int, recounted: Int)
    case amortisedMACs(stated: Int, recounted: Int)
    case teacherMACs(stated: Int, recounted: Int)
    /// Neither compute nor time is limited: nothing says what the student was made for.
    case noBudget
    /// A measured time of nothing.
    case impossibleTime(MeasuredTime)
    /// A budget text that cannot be read.
    case unreadableBudget(String)
    /// A limit that is not what the budget's text says.
    case budgetLimit(requested: String, stated: Int, recounted: Int)
    case deltaFrameLimit(stated: Int, recounted: Int)
    /// The one that matters: recounted MACs a frame of the scope against the budget.
    case overBudget(BudgetScope, used: Int, limit: Int)
    /// Times that are of another input size than the student's.
    case latencyInput(stated: Size, actual: Size)
    /// The predicted time of a delta frame against the rest and the sites' own, in nanoseconds.
    case predictedTime(stated: Int, recounted: Int)
    /// A limit in nanoseconds that is not what the budget's text says.
    case timeBudgetLimit(requested: String, stated: Int, recounted: Int)
    case timeDeltaFrameLimit(stated: Int, recounted: Int)
    /// Nanoseconds a frame of the scope against the budget.
    case overTimeBudget(BudgetScope, TimeKind, used: Int, limit: Int)
    /// Numbers so large that their product is none.
    case uncountable(site: String)
    case uncountableTotal

    /// Whether it is about the times of frames.
    public var isOfTime: Bool {
        switch self {
        case .latencyInput, .impossibleTime, .predictedTime, .timeBudgetLimit, .timeDeltaFrameLimit, .overTimeBudget:
            true
        default: false
        }
    }

    /// Times that a clock gave: never 0.
    public enum MeasuredTime: Hashable, Sendable {
        /// The teacher, as the table of candidates has it.
        case teacher
        /// The student's delta frame.
        case deltaFrame
        /// The teacher, beside that delta frame.
        case teacherBeside
    }

    /// How a time came to be known.
    public enum TimeKind: String, Hashable, Sendable {
        case predicted
        case measured
    }
}
