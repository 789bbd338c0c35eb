import RandomStreams
import Testing

@testable import Compute

@Suite struct MemoryPlanTests {
    private static func requests(seed: Int, count: Int) -> [MemoryPlan.Request] {
        var stream = RandomStream(seed: UInt64(seed), stream: "requests")
        return (0..<count).map { id in
            let begin = stream.integer(below: 40)
            let end = begin + stream.integer(below: stream.bool() ? 4 : 40)
            return MemoryPlan.Request(id: id, count: 1 + stream.integer(below: 500), lifetime: begin...end)
        }
    }

    @Test(arguments: 0..<40)
    func tensorsThatLiveTogetherShareNothing(seed: Int) throws {
        let requests = Self.requests(seed: seed, count: 1 + 3 * seed)
        let plan = MemoryPlan(requests)
        for (i, a) in requests.enumerated() {
            let first = try #require(plan.offsets[a.id])
            #expect(first >= 0 && first.isMultiple(of: 16), "\(a) at \(first)")
            #expect(first + a.count <= plan.total)
            for b in requests[(i + 1)...] where a.lifetime.overlaps(b.lifetime) {
                let second = try #require(plan.offsets[b.id])
                #expect(first + a.count <= second || second + b.count <= first, "\(a) at \(first), \(b) at \(second)")
            }
        }
    }

    /// Never less than what lives at the busiest moment, never more than one after the other.
    @Test(arguments: 0..<40)
    func totalIsBetweenItsBounds(seed: Int) {
        let requests = Self.requests(seed: seed, count: 2 + seed)
        let plan = MemoryPlan(requests)
        let busiest = (0..<80).map { time in
            requests.filter { $0.lifetime.contains(time) }.reduce(0) { $0 + $1.count }
        }.max()!
        #expect(plan.total >= busiest)
        #expect(plan.total <= requests.reduce(0) { $0 + ($1.count + 15) / 16 * 16 })
    }

    @Test func chainNeedsTwoTensors() {
        let chain = (0..<20).map { MemoryPlan.Request(id: $0, count: 160, lifetime: $0...($0 + 1)) }
        #expect(MemoryPlan(chain).total == 320)
    }

    @Test func nothingNeedsNothing() { #expect(MemoryPlan([]).total == 0) }
}
