import DeltaSearch
import Networks

/// A step of the differentiable search at 256×512, beside the PyTorch supernet, several numbers of candidates taking
/// turns.
struct SupernetStepRows: BenchGroup {
    struct Case {
        var name: BenchName
        var candidates: Int
    }

    let cases: [Case]
    let pairs: Int

    static let onePair = SupernetStepRows(
        cases: [
            Case(name: .supernetStepK2P1, candidates: 2), Case(name: .supernetStepK8P1, candidates: 8),
            Case(name: .supernetStepK16P1, candidates: 16),
        ], pairs: 1)
    static let fourPairs = SupernetStepRows(cases: [Case(name: .supernetStepK2P4, candidates: 2)], pairs: 4)

    /// Steps on the clock in a turn of ours: as many as an invocation of the peer has.
    static let steps = 7

    var names: [BenchName] { cases.map(\.name) }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let cases = cases.filter { names.contains($0.name) }
        let teacher = try context.inputs.teacher(BenchInputs.supernetInput)
        let clip = try context.inputs.clip(BenchInputs.supernetInput)
        var sides: [Contest.Side] = []
        for entry in cases {
            let benchmark = try SupernetBenchmark(
                teacher, candidates: entry.candidates, pairs: pairs, source: clip.source, range: clip.range,
                interval: 4, pool: context.pool)
            sides.append(
                Contest.Side(name: entry.name.rawValue) {
                    try Stopwatch.milliseconds(Self.steps) { try benchmark.step() }.map { $0 / Double(pairs) }
                })
        }
        let peers = cases.map { peerSides($0, context) }
        sides += peers.flatMap { (try? $0?.get())?.map { Contest.Side(name: $0.name, turn: $0.side.turn) } ?? [] }
        let samples = try context.contest(cases[0].name, sides)
        var next = cases.count
        return cases.indices.map { index in
            let peer = peers[index]?.flatMap { entries -> Result<(name: String, samples: BenchSamples), BenchNote> in
                defer { next += entries.count }
                return Self.best(entries.enumerated().map { ($1.name, $1.side.outcome(samples[next + $0])) })
            }
            return BenchRow(cases[index].name, ours: samples[index], peer: peer)
        }
    }

    /// The peer in each of its layouts; nil where no peers are wanted.
    private func peerSides(
        _ entry: Case, _ context: BenchContext
    ) -> Result<[(name: String, side: PeerSide)], BenchNote>? {
        context.torch?.flatMap { torch in
            guard entry.candidates <= TorchPeer.mostCandidates else {
                return .failure(.tooManyCandidates(entry.candidates, most: TorchPeer.mostCandidates))
            }
            return .success(
                TorchPeer.layouts(candidates: entry.candidates).map { layout in
                    let side = PeerSide { () throws(PeerError) in
                        let result = try torch.step(
                            candidates: entry.candidates, pairs: pairs, input: BenchInputs.supernetInput,
                            layout: layout)
                        return [result.milliseconds / Double(pairs)]
                    }
                    return ("\(torch.name) \(layout)", side)
                })
        }
    }

    /// The entry of the lowest median; the first note where none has any.
    static func best(
        _ entries: [(name: String, outcome: Result<BenchSamples, BenchNote>)]
    ) -> Result<(name: String, samples: BenchSamples), BenchNote> {
        var best: (name: String, samples: BenchSamples, median: Double)?
        var note: BenchNote?
        for (name, outcome) in entries {
            switch outcome {
            case .success(let samples):
                guard let median = samples.median, median < best?.median ?? .infinity else { continue }
                best = (name, samples, median)
            case .failure(let failure): note = note ?? failure
            }
        }
        if let best { return .success((best.name, best.samples)) }
        return note.map { .failure($0) } ?? .success(("", BenchSamples()))
    }
}
