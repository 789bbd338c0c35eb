import DeltaSearch
import StudentSpace
import VideoData

/// What a search starts with: delta statistics over 50 frames at 360×480 and every candidate of the space in closed form.
struct StatisticsRow: BenchGroup {
    var names: [BenchName] { [.statistics] }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        let input = BenchInputs.frameInput
        let space = try context.inputs.space(input)
        let teacher = try context.inputs.teacher(input)
        let clip = try context.inputs.clip(input, frames: FrameRange(first: 0, last: 49))
        let windows = FrameWindow.split(clip.range, interval: space.keyframeInterval)
        let pool = context.pool
        let side = Contest.Side(name: "ours") {
            let milliseconds = try Stopwatch.milliseconds {
                let collector = try StatisticsCollector(teacher, pool: pool, seed: 0)
                try collector.add(windows, of: clip.source)
                _ = try SpaceFitter.fit(
                    collector.statistics, candidates: space.space.choices.map(\.candidates), teacher: teacher,
                    pool: pool)
            }
            return [milliseconds / 1e3]
        }
        return [BenchRow(.statistics, ours: try context.contest(.statistics, [side])[0])]
    }
}
