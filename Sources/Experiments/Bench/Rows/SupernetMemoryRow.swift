import Compute
import DeltaSearch
import Networks
import VideoData

/// Peak memory of a fresh process that sets up a supernet of two candidates and runs as many steps as the peer does.
struct SupernetMemoryRow: BenchGroup {
    var names: [BenchName] { [.supernetMemory] }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let threads = context.settings.threads
        let ours = Contest.Side(name: "ours") {
            do throws(PeerError) {
                let child = try ChildProcess(
                    "deltanas", ProjectFolder.executable, ["bench", "--peak-memory", "--threads", "\(threads)"])
                return [try PeerAnswer(child.finish().last ?? "", of: "deltanas").number("peak_rss_mib")]
            } catch {
                try context.check()
                throw BenchError.noMemoryFigure(error)
            }
        }
        let peers = context.torch?.map { torch in
            TorchPeer.layouts(candidates: 2).map { layout in
                (
                    name: "\(torch.name) \(layout)",
                    side: PeerSide { () throws(PeerError) in
                        [
                            try torch.step(
                                candidates: 2, pairs: 1, input: BenchInputs.supernetInput, layout: layout
                            ).peakMemory
                        ]
                    }
                )
            }
        }
        let entries = (try? peers?.get()) ?? []
        let samples = try context.contest(
            .supernetMemory, [ours] + entries.map { Contest.Side(name: $0.name, turn: $0.side.turn) })
        let peer = peers?.flatMap { entries in
            SupernetStepRows.best(entries.enumerated().map { ($1.name, $1.side.outcome(samples[$0 + 1])) })
        }
        return [BenchRow(.supernetMemory, ours: samples[0], peer: peer)]
    }

    /// What the child does.
    static func run(_ settings: BenchSettings) throws {
        let inputs = BenchInputs(settings)
        // The peer has one pair of frames; a search cannot do with fewer than a few windows of them.
        let clip = try inputs.clip(BenchInputs.supernetInput, frames: FrameRange(first: 0, last: 15))
        let benchmark = try SupernetBenchmark(
            inputs.teacher(BenchInputs.supernetInput), candidates: 2, pairs: 1, source: clip.source, range: clip.range,
            interval: 4, pool: WorkerPool(count: settings.threads))
        for _ in 0..<SupernetStepRows.steps + 2 { try benchmark.step() }
    }
}
