import Compute
import DeltaSearch
import Networks

/// Throughput with all cores over throughput with one worker, of a search step of four frame pairs.
struct WorkerScalingRow: BenchGroup {
    var names: [BenchName] { [.workerScaling] }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let teacher = try context.inputs.teacher(BenchInputs.supernetInput)
        let clip = try context.inputs.clip(BenchInputs.supernetInput)
        let sides = try [context.settings.threads, 1].map { workers in
            let benchmark = try SupernetBenchmark(
                teacher, candidates: 2, pairs: 4, source: clip.source, range: clip.range, interval: 4,
                pool: WorkerPool(count: workers))
            return Contest.Side(name: "\(workers)") {
                // One sample a turn, so that round by round they make a ratio.
                BenchSamples(try Stopwatch.milliseconds(3) { try benchmark.step() }).median.map { [$0] } ?? []
            }
        }
        let samples = try context.contest(.workerScaling, sides)
        let ratios = zip(samples[0].values, samples[1].values).map { all, one in one / all }
        return [BenchRow(.workerScaling, ours: BenchSamples(ratios))]
    }
}
