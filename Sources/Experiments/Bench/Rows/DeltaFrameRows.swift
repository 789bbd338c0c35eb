import Compute
import DeltaSearch
import Networks
import Training
import VideoData

/// A delta frame of derived students at 360×480, beside the full teacher in ONNX Runtime, on one thread count.
struct DeltaFrameRows: BenchGroup {
    struct Case {
        var name: BenchName
        var budget: String
    }

    let cases: [Case]
    /// nil: all.
    let threads: Int?

    static let oneThread = DeltaFrameRows(
        cases: [
            Case(name: .deltaFrameMACs30T1, budget: BenchStudents.macs30),
            Case(name: .deltaFrameTime35T1, budget: BenchStudents.time35),
        ], threads: 1)
    static let allThreads = DeltaFrameRows(
        cases: [
            Case(name: .deltaFrameMACs30All, budget: BenchStudents.macs30),
            Case(name: .deltaFrameTime35All, budget: BenchStudents.time35),
        ], threads: nil)

    var names: [BenchName] { cases.map(\.name) }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let threads = threads ?? context.settings.threads
        var runs: [(name: BenchName, frame: DeltaFrame)] = []
        for entry in cases where names.contains(entry.name) {
            let spec = try context.students.derive(entry.budget, threads: threads)
            runs.append((entry.name, try DeltaFrame(spec, context, threads: threads)))
        }
        guard let first = runs.first else { return [] }
        let peer = OnnxRuntimeSide(context, threads: threads)
        let samples = try context.contest(
            first.name,
            runs.map { run in
                Contest.Side(name: run.name.rawValue) {
                    try Stopwatch.milliseconds(TeacherForwardRow.runs, run.frame.run)
                }
            } + peer.sides)
        return runs.enumerated().map { index, run in
            BenchRow(run.name, ours: samples[index], peer: peer.outcome(samples.last))
        }
    }
}

/// A derived student between key frames: the key frame has been run, delta frames can be, again and again.
private final class DeltaFrame {
    private let key: Plan
    private let delta: Plan

    init(_ specPath: String, _ context: BenchContext, threads: Int) throws {
        let loaded = try StudentFiles.load(specPath)
        let teacher = loaded.teacher
        let options = PlanOptions(threads: threads)
        key = try Plan(teacher.networks.key, parameters: ParameterStore(teacher.parameters), options: options)
        let network = try loaded.student.network(teacher)
        var bindings: [String: TensorBuffer] = [:]
        let inputs = Set(network.inputs.map(\.name))
        for name in teacher.networks.stateTensors where inputs.contains(DeltaNetworks.stateInput(name)) {
            bindings[DeltaNetworks.stateInput(name)] = key.tensor(name)
        }
        delta = try Plan(
            network, parameters: ParameterStore(loaded.student.parameters(teacher, for: network)), options: options,
            bindings: bindings)
        let first = BenchInputs.fittingFrames.last.map { $0 + 1 } ?? 0
        let clip = try context.inputs.clip(BenchInputs.frameInput, frames: FrameRange(first: first, last: first + 1))
        teacher.normalization.write(try clip.source.frame(at: first), to: key.tensor(teacher.frame))
        try key.forward()
        teacher.normalization.write(try clip.source.frame(at: first + 1), to: delta.tensor(teacher.frame))
    }

    func run() throws { try delta.forward() }
}
