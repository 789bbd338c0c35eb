import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct FinetuneFootprintTests {
    private static func student(_ teacher: TeacherModel) -> Student {
        let candidates = teacher.sites.map { site in
            (site, [Candidate.lowRank(rank: 2).misfit(at: site) == nil ? Candidate.lowRank(rank: 2) : .teacher])
        }
        return RandomBank.make(candidates, seed: 3).student(candidates.map { _ in 0 })
    }

    private static func footprint(_ configuration: FinetuneConfiguration, workers: Int = 2) throws -> FinetuneFootprint
    {
        let teacher = try TinyTeacher.make()
        return try FinetuneFootprint(
            teacher, student(teacher), configuration: configuration, frames: 24, workers: workers)
    }

    /// A clip takes what the plans of its worker say when they are made.
    @Test(arguments: [0.0, 0.5])
    func clipsArePlans(_ distillation: Double) throws {
        let teacher = try TinyTeacher.make()
        let student = Self.student(teacher)
        let networks = try FinetuneNetworks(teacher, student, distills: distillation > 0)
        let pool = WorkerPool(count: 2)
        let store = ParameterStore(teacher.parameters)
        let options = FinetuneWorker.options(pool: pool)
        let key = try Plan(networks.key, parameters: store, options: options)
        let target = try Plan(networks.target, parameters: store, options: options)
        var bindings: [String: TensorBuffer] = [:]
        for name in networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        let parameters = try student.parameters(teacher, for: networks.delta)
        let delta = try Plan(
            networks.delta, parameters: ParameterStore(parameters),
            options: FinetuneWorker.options(pool: pool, differentiate: .parameters), bindings: bindings)
        let plans = key.byteCount + target.byteCount + delta.byteCount
        let footprint = try Self.footprint(FinetuneConfiguration(distillation: distillation))
        let weights = parameters.names.reduce(0) { $0 + 4 * parameters.value($1).values.count }
        let frames = 2 * 3 * teacher.input.height * teacher.input.width * 3
        // Plans do not count their weights' gradients: one of each, and one for every band.
        let gradients = footprint.clip - (10 << 20) - plans - weights - frames
        #expect((weights...6 * weights).contains(gradients))
    }

    @Test func moreOfAnythingTakesMore() throws {
        let plain = try Self.footprint(FinetuneConfiguration())
        #expect(try plain.clip > Self.footprint(FinetuneConfiguration(distillation: 0)).clip)
        #expect(try Self.footprint(FinetuneConfiguration(deltaFrames: 3)).clip > plain.clip)
        #expect(try Self.footprint(FinetuneConfiguration(), workers: 4).rest > plain.rest)
        #expect(plain.bytes(clips: 3) - plain.bytes(clips: 2) == plain.clip)
    }

    @Test func clipsThatFit() throws {
        let footprint = try Self.footprint(FinetuneConfiguration())
        for clips in 1...5 {
            let bytes = footprint.bytes(clips: clips)
            #expect(footprint.clips(within: bytes) == clips)
            #expect(footprint.clips(within: bytes - 1) == (clips > 1 ? clips - 1 : nil))
        }
        #expect(footprint.clips(within: 0) == nil)
    }
}
