public import StudentSpace
import VideoData

/// What a fine-tuning run came to.
public struct FinetuneReport: Sendable {
    public var specPath: String
    public var spec: StudentSpec
    public var data: String
    public var range: Range<Int>
    /// Delta frames' agreement with the teacher on held-back frames, by step.
    public var measured: [(step: Int, agreement: Double)]
    /// Whether frames could be held back; else agreement is that on the fitting frames.
    public var isHeldBack: Bool
    /// Whether the student that it started from was fitted on these frames, the held-back ones among them: what that one
    /// agrees there says little.
    public var startHasSeenFrames: Bool
    /// The last step whose weights never saw the held-back frames and that agreed best.
    public var best: (step: Int, agreement: Double)
    /// Whether the result has been trained on all frames after that.
    public var isSettled: Bool

    /// Whether the student is as it was before: nothing that training came to agreed more.
    public var keepsStart: Bool { spec.provenance.finetuning?.steps == 0 }

    /// The report with stable keys.
    public var json: JSONValue {
        .object([
            ("spec", .string(specPath)),
            ("data", .string(data)),
            ("first_frame", .integer(range.lowerBound)),
            ("last_frame", .integer(range.upperBound - 1)),
            ("steps", .integer(spec.provenance.finetuning?.steps)),
            ("held_back", .bool(isHeldBack)),
            ("start_has_seen_frames", .bool(startHasSeenFrames)),
            ("start_agreement", .number(measured.first?.agreement)),
            ("best_agreement", .number(best.agreement)),
            ("best_step", .integer(best.step)),
            ("settled_on_all_frames", .bool(isSettled)),
            ("start_kept", .bool(keepsStart)),
            (
                "measured",
                .array(
                    measured.map {
                        .object([("step", .integer($0.step)), ("agreement", .number($0.agreement))])
                    })
            ),
        ])
    }
}
