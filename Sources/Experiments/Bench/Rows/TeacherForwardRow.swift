import Compute
import DeltaSearch
import Training
import VideoData

/// The teacher on one frame at 360×480, beside ONNX Runtime.
struct TeacherForwardRow: BenchGroup {
    let name: BenchName
    /// nil: all.
    let threads: Int?

    /// Runs on the clock in a turn of either side.
    static let runs = 5

    var names: [BenchName] { [name] }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let threads = threads ?? context.settings.threads
        let teacher = try context.inputs.teacher(BenchInputs.frameInput)
        let frame = try context.inputs.clip(BenchInputs.frameInput, frames: BenchInputs.fittingFrames)
        let plan = try Plan(
            teacher.network, parameters: ParameterStore(teacher.parameters), options: PlanOptions(threads: threads))
        teacher.normalization.write(try frame.source.frame(at: 0), to: plan.tensor(teacher.frame))
        let ours = Contest.Side(name: "ours") { try Stopwatch.milliseconds(Self.runs, plan.forward) }
        let peer = OnnxRuntimeSide(context, threads: threads)
        let samples = try context.contest(name, [ours] + peer.sides)
        return [BenchRow(name, ours: samples[0], peer: peer.outcome(samples.last))]
    }
}

/// ONNX Runtime's part in a contest: a side where it runs, a note where it cannot.
struct OnnxRuntimeSide {
    private let peer: Result<(name: String, side: PeerSide), BenchNote>?

    init(_ context: BenchContext, threads: Int) {
        peer = context.onnxRuntime(threads: threads)?.map { runtime in
            (runtime.name, PeerSide { () throws(PeerError) in try runtime.run(TeacherForwardRow.runs) })
        }
    }

    /// One or none.
    var sides: [Contest.Side] {
        guard case .success(let peer)? = peer else { return [] }
        return [Contest.Side(name: peer.name, turn: peer.side.turn)]
    }

    /// - Parameter samples: of its side.
    func outcome(_ samples: BenchSamples?) -> Result<(name: String, samples: BenchSamples), BenchNote>? {
        peer?.flatMap { peer in peer.side.outcome(samples ?? BenchSamples()).map { (peer.name, $0) } }
    }
}
