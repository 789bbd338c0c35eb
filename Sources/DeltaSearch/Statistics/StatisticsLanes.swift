import Compute
import Networks
import StudentSpace

/// The plans in which the frames of delta statistics run side by side, and the key frame's features where its window
/// goes on after its plan has taken another frame.
final class StatisticsLanes {
    let plans: [Plan]
    /// What the sites read on the key frame, by name; empty until ``saveKey(of:_:)``.
    private var key: [String: TensorBuffer] = [:]
    private let sources: [String]

    var count: Int { plans.count }

    /// - Parameters:
    ///   - frames: how many there are to run: no more plans are made.
    ///   - pool: a lane a worker at most; workers without one help with the others' frames.
    ///   - memoryLimit: what the plans may take, in bytes, where there is more than one.
    init(_ teacher: TeacherModel, _ store: ParameterStore, frames: Int, pool: WorkerPool, memoryLimit: Int) throws {
        sources = Set(teacher.sites.map(\.source)).sorted()
        let options = Self.options(teacher.sites, pool)
        let bytes = try Plan.byteCount(of: teacher.network, options: options)
        let count = Self.count(frames: frames, workers: pool.count, planBytes: bytes, memoryLimit: memoryLimit)
        plans = try (0..<count).map { _ in try Plan(teacher.network, parameters: store, options: options) }
    }

    /// Every site's input is kept, and the gradient at its output.
    static func options(_ sites: [Site], _ pool: WorkerPool? = nil) -> PlanOptions {
        PlanOptions(
            pool: pool, pieces: pieces, differentiate: .init(tensors: Set(sites.map(\.name))),
            keep: Set(sites.map(\.source)))
    }

    /// As many whatever the number of workers: a gradient's bits depend on it.
    private static let pieces = 8

    /// How many plans run side by side.
    static func count(frames: Int, workers: Int, planBytes: Int, memoryLimit: Int) -> Int {
        max(1, min(frames, workers, memoryLimit / max(1, planBytes)))
    }

    /// Keeps what the sites read in a lane that has run a key frame.
    func saveKey(of lane: Int, _ pool: WorkerPool) throws {
        if key.isEmpty {
            for name in sources { key[name] = TensorBuffer(plans[lane].tensor(name).shape) }
        }
        nonisolated(unsafe) let plan = plans[lane]
        try pool.run(sources.count) { [sources, key] index in
            key[sources[index]]?.assign(plan.tensor(sources[index]))
        }
    }

    /// What a site read on the key frame that was saved last; nil where none was.
    func savedKey(_ source: String) -> TensorBuffer? { key[source] }
}
