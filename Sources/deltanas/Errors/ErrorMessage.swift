import ArgumentParser
import Compute
import DeltaSearch
import ExperimentStore
import Experiments
import Networks
import ONNX
import StudentSpace
import VideoData

/// An error as a user sees it: one line with place, cause and remedy, and the exit code.
///
/// The only place where errors become text. Each module's errors are in a file of their own beside this one; every
/// switch over them is exhaustive, so that the compiler asks for the text of a new case.
struct ErrorMessage: Hashable {
    /// The file or flag, with line and column where there is one.
    var place: String?
    var cause: String
    /// What to do about it.
    var remedy: String?
    var exit: Exit

    /// What the tool's exit codes mean.
    enum Exit: Hashable {
        case `internal`
        case usage
        case infeasible
        case mismatch
        case unverified
        case database
        /// By a signal: 128 and its number.
        case interrupted(Int32)

        var code: Int32 {
            switch self {
            case .internal: 1
            case .usage: 2
            case .infeasible: 3
            case .mismatch: 4
            case .unverified: 5
            case .database: 6
            case .interrupted(let code): code
            }
        }
    }

    init(_ exit: Exit, at place: String? = nil, _ cause: String, remedy: String? = nil) {
        self.place = place.map { $0.isEmpty ? "''" : $0 }
        self.cause = cause
        self.remedy = remedy
        self.exit = exit
    }

    /// `PLACE: CAUSE`.
    var reason: String { [place, cause].compactMap { $0 }.joined(separator: ": ") }

    /// `error: PLACE: CAUSE — REMEDY`, whatever the parts hold.
    var line: String {
        let body = reason + (remedy.map { " — \($0)" } ?? "")
        return "error: " + body.split(whereSeparator: \.isNewline).joined(separator: " ").printableLine
    }

    /// The text of any error that a command can end in.
    init(_ error: any Error) {
        switch error {
        case let error as UsageError: self.init(error)
        case let error as DatabaseDamage: self.init(error)
        case let error as OutputError: self.init(error)

        case let error as ArchitectureError: self.init(error, at: nil)
        case let error as CheckpointError: self.init(error)
        case let error as DeltaDomainError: self.init(error)
        case let error as NetworkError: self.init(error)
        case let error as ONNXError: self.init(error)
        case let error as SafetensorsError: self.init(error)
        case let error as ShapeError: self.init(error)
        case let error as StoredFile.Failure: self.init(error, at: nil)

        case let error as AssemblyError: self.init(error)
        case let error as BudgetError: self.init(error)
        case let error as DocumentFileError: self.init(error)
        case let error as InfeasibleBudget: self.init(error)
        case let error as JSONContentError: self.init(error)
        case let error as JSONSyntaxError: self.init(error)
        case let error as KnapsackError: self.init(error)
        case let error as LatencyError: self.init(error)
        case let error as SpaceError: self.init(error)

        case let error as LinearAlgebraError: self.init(error)
        case let error as PlanError: self.init(error)

        case let error as DataSetError: self.init(error)
        case let error as FlowError: self.init(error)
        case let error as FrameSourceError: self.init(error)
        case let error as ImageFileError: self.init(error)
        case let error as VideoError: self.init(error)

        case let error as DerivationError: self.init(error)
        case let error as SearchError: self.init(error)
        case let error as KeyFramePolicyError: self.init(error)
        case let error as StreamError: self.init(error)

        case let error as StoreError: self.init(error)

        case let error as BenchError: self.init(error)
        case let error as ExportError: self.init(error)
        case let error as FinetuneError: self.init(error)
        case let error as ParetoError: self.init(error)
        case let error as PeerError: self.init(error)

        case let error as Interrupted: self.init(error)
        case let error as LookingError: self.init(error)
        case let error as ReportError: self.init(error)
        case let error as RunError: self.init(error)
        case let error as SearchJobError: self.init(error)
        case let error as SettingError: self.init(error)
        case let error as StudentFileError: self.init(error)
        case let error as TeachError: self.init(error)
        case let error as VerificationFailure: self.init(error)

        default: self.init(.internal, "\(error)", remedy: Self.report)
        }
    }

    private init(_ error: OutputError) {
        self.init(
            .internal, at: "standard output", error.isClosed ? "is closed" : Self.system(error.code),
            remedy: error.isClosed ? "print somewhere, or to /dev/null" : "make room, or print elsewhere")
    }

    /// What to do about an error that is the tool's own fault.
    static let report = "this is a fault of deltanas: please report it with the command you ran"

    /// What the system calls an error number.
    static func system(_ code: Int32) -> String { SystemError.text(code) }
}
