import Compute
import DeltaSearch
import Networks
import RandomStreams
import StudentSpace
import Training
import VideoData

@testable import Experiments

/// A search's checkpoints: taken up by a search, and derived from.
final class SearchCheckpointTarget: FuzzTarget {
    private let session: SearchSession
    private let seeds: [SafetensorsFile]
    private let path: String

    init(scratch: String) throws {
        path = scratch + "/c.safetensors"
        let teacher = try TinyNetwork.teacher()
        let space = SearchSpace(teacher.sites.map { .init(site: $0, candidates: TinyNetwork.candidates($0)) })
        let limit = BudgetLimit(
            Budget(macs: teacher.macs / 2), teacherMACs: teacher.macs, keyframeInterval: 4)
        session = try SearchSession(
            teacher, space: space, limit: limit, source: TinyNetwork.source(), range: 0..<24, strategy: .gumbel,
            configuration: SearchConfiguration(searchSteps: 3, settleSteps: 3, pairs: 1, seed: 5),
            pool: WorkerPool(count: 1))
        try session.prepare()
        guard let gumbel = session.gumbel else { throw FuzzFault("no search") }
        _ = try gumbel.advance()
        var seeds = [SearchCheckpoint(session, choice: nil).file]
        while !gumbel.isSettling { _ = try gumbel.advance() }
        let choice = try session.choose()[0].proposal.choices
        _ = try gumbel.advance()
        seeds += [SearchCheckpoint(session, choice: nil).file, SearchCheckpoint(session, choice: choice).file]
        self.seeds = seeds
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Tensors.mutate(stream.one(of: seeds), &stream) }

    func consume(_ input: [UInt8]) throws {
        let file = try SafetensorsFile(bytes: input, path: path)
        let checkpoint: SearchCheckpoint
        do {
            checkpoint = try SearchCheckpoint(file)
        } catch let misfit as SearchCheckpoint.Misfit {
            throw SearchJobError.damagedCheckpoint(experiment: "e", path: path, .foreign(part: misfit.part))
        }
        if let choice = checkpoint.choice { try derive(checkpoint, choice) }
        if let part = checkpoint.restore(session) {
            throw SearchJobError.damagedCheckpoint(experiment: "e", path: path, .foreign(part: part))
        }
        guard let gumbel = session.gumbel, !gumbel.isFinished, !gumbel.isSettling || gumbel.settled != nil else {
            return
        }
        _ = try gumbel.advance()
        _ = SearchCheckpoint(session, choice: nil).file.serialized()
    }

    /// What `derive` does before it measures.
    private func derive(_ checkpoint: SearchCheckpoint, _ choice: [Int]) throws {
        let candidates = session.space.choices.map { (site: $0.site, candidates: $0.candidates) }
        guard CandidateBank.missingFactors(candidates, in: checkpoint.factors).isEmpty,
            checkpoint.damages.map(\.count) == candidates.map(\.candidates.count),
            checkpoint.gumbel.map({ $0.logits.map(\.count) == candidates.map(\.candidates.count) }) ?? true,
            session.space.decisions.options(of: choice) != nil
        else { throw SearchJobError.damagedCheckpoint(experiment: "e", path: path, .foreign(part: "factors")) }
        let bank = CandidateBank(candidates, factors: checkpoint.factors)
        let derivation = Derivation(
            session.teacher, space: session.space, strategy: .gumbel, seed: 1, damages: checkpoint.damages,
            logits: checkpoint.gumbel?.logits, settled: choice)
        for proposal in try derivation.proposals(limit: session.limit) { _ = bank.student(proposal.choices) }
    }

    func allowance(_ input: [UInt8]) -> Int { (32 << 20) + 256 * input.count }
}

/// A teacher's training, which anyone may put beside the output.
final class TeachCheckpointTarget: FuzzTarget {
    private let run: TeachingRun
    private let seed: SafetensorsFile
    private let path: String

    init(scratch: String) throws {
        path = scratch + "/t.checkpoint"
        let network = try TinyNetwork.make(hasBatchNorm: true)
        run = try TeachingRun(
            network, parameters: network.initialParameters(seed: 1), sources: [TinyNetwork.source()],
            configuration: TeachingConfiguration(
                steps: 8, groups: 1, samplesPerGroup: 1, optimizer: .adam, learningRate: 0.01, warmup: 2, seed: 4),
            workers: 1)
        _ = try run.advance()
        try TeachCheckpoint.write(run, settings: "s", data: ["digest"], to: path, nil)
        seed = try SafetensorsFile(contentsOf: path)
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Tensors.mutate(seed, &stream) }

    func consume(_ input: [UInt8]) throws {
        try Scratch.write(input, to: path)
        try TeachCheckpoint.restore(run, settings: "s", data: [("a street", "digest")], from: path)
        guard run.step < run.configuration.steps else { return }
        _ = try run.advance()
        _ = run.store.parameters
    }
}

/// A student's fine-tuning.
final class FinetuneCheckpointTarget: FuzzTarget {
    private let run: Finetuning
    private let seeds: [SafetensorsFile]

    init(scratch: String) throws {
        let teacher = try TinyNetwork.teacher()
        let selection = Selection(everywhere: .zero, sites: teacher.sites)
        let choices = selection.choices.enumerated().map { index, choice in
            Selection.Choice(site: choice.site, candidate: index == 1 ? .teacher : choice.candidate)
        }
        let student = Student(selection: Selection(choices), weights: Parameters())
        run = try Finetuning(
            teacher, student, source: TinyNetwork.source(), range: 0..<24, interval: 4,
            configuration: FinetuneConfiguration(
                steps: 6, clips: 1, deltaFrames: 1, learningRate: 1e-3, warmup: 1, teacherRate: 1e-4,
                measureInterval: 2,
                seed: 4),
            pool: WorkerPool(count: 1))
        var seeds = [FinetuneCheckpoint.file(run)]
        _ = try run.measure()
        for _ in 0..<2 { _ = try run.advance() }
        _ = try run.measure()
        seeds.append(FinetuneCheckpoint.file(run))
        self.seeds = seeds
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Tensors.mutate(stream.one(of: seeds), &stream) }

    func consume(_ input: [UInt8]) throws {
        let file = try SafetensorsFile(bytes: input, path: "c.safetensors")
        if FinetuneCheckpoint.restore(run, from: file) != nil { return }
        guard !run.isFinished else { return }
        _ = try run.advance()
        _ = FinetuneCheckpoint.file(run).serialized()
    }

    func allowance(_ input: [UInt8]) -> Int { (32 << 20) + 256 * input.count }
}
