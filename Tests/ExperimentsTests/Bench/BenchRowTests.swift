import Testing

@testable import Experiments

@Suite struct BenchRowTests {
    @Test func namesAreTheAgreedOnes() {
        #expect(
            BenchName.allCases.map(\.rawValue) == [
                "supernet-step-k2-p1", "supernet-step-k8-p1", "supernet-step-k16-p1", "supernet-step-k2-p4",
                "supernet-memory-k2-p1", "worker-scaling", "teacher-forward-t1", "teacher-forward-tall",
                "statistics-50-frames", "knapsack-80x16", "delta-frame-macs30-t1", "delta-frame-macs30-tall",
                "delta-frame-time35-t1", "delta-frame-time35-tall",
            ])
    }

    @Test func mediansOfOddEvenAndNoSamples() {
        #expect(BenchSamples([5, 1, 9]).median == 5)
        #expect(BenchSamples([5, 1, 9, 2]).median == 3.5)
        #expect(BenchSamples([7]).median == 7)
        #expect(BenchSamples([3, 1, 2]).minimum == 1)
        #expect(BenchSamples([3, 1, 2]).maximum == 3)
        let none = BenchSamples()
        #expect(none.median == nil && none.minimum == nil && none.maximum == nil)
    }

    @Test func aRatioIsOfMedians() {
        let row = BenchRow(
            .teacherForwardT1, ours: BenchSamples([1, 3, 100]), peer: BenchSamples([4, 6, 8]), peerName: "peer")
        #expect(row.ratio == 0.5)
        #expect(row.peerName == "peer")
    }

    @Test func withoutSamplesOfAPeerThereIsNoPeer() {
        let row = BenchRow(.teacherForwardT1, ours: BenchSamples([1]), peerName: "peer")
        #expect(row.peerName == nil)
        #expect(row.ratio == nil)
        let missing = BenchRow(.teacherForwardT1, ours: BenchSamples(), peer: BenchSamples([2]), peerName: "peer")
        #expect(missing.ratio == nil)
        #expect(missing.peerName == "peer")
    }

    @Test func theFasterOfTwoLayoutsIsThePeer() throws {
        let failure = BenchNote.peerFailed(.failed(peer: "a", code: 1, message: ""))
        let best = try SupernetStepRows.best([
            ("slow", .success(BenchSamples([9, 9, 1]))), ("fast", .success(BenchSamples([4, 5, 6]))),
            ("broken", .failure(failure)),
        ]).get()
        #expect(best.name == "fast")
        #expect(best.samples.values == [4, 5, 6])
        #expect(throws: failure) { try SupernetStepRows.best([("broken", .failure(failure))]).get() }
    }
}

@Suite struct BenchBarTests {
    private let rows = [
        BenchRow(.supernetStepK2P1, ours: BenchSamples([10]), peer: BenchSamples([40]), peerName: "peer"),
        BenchRow(.supernetStepK8P1, ours: BenchSamples([12]), peer: BenchSamples([100]), peerName: "peer"),
        BenchRow(.workerScaling, ours: BenchSamples([3.28])),
    ]

    private func bars(_ name: BenchName, threads: Int = 4) -> [BenchBar] {
        BenchBar.all(threads: threads).filter { $0.row == name }
    }

    @Test func barsAreMetAtTheirBound() {
        // 0.25 of the peer's at most; 0.82 of the cores at least.
        #expect(bars(.supernetStepK2P1).map { $0.isMet(in: rows) } == [true])
        #expect(bars(.workerScaling).map { $0.isMet(in: rows) } == [true])
        #expect(bars(.workerScaling, threads: 5).map { $0.isMet(in: rows) } == [false])
    }

    @Test func aBarMayBeOfTheRatioAndOfAnotherRow() {
        let both = bars(.supernetStepK8P1)
        #expect(both.map(\.measure) == [.ratio, .relative(to: .supernetStepK2P1)])
        #expect(both.map { $0.measured(in: rows) } == [0.12, 1.2])
        #expect(both.map { $0.isMet(in: rows) } == [false, false])
        #expect(both.map { $0.isMet(in: Array(rows.dropFirst())) } == [false, nil])
    }

    @Test func withoutAPeerNothingIsSaidOfARatio() {
        #expect(
            bars(.supernetStepK2P1).map { $0.isMet(in: [BenchRow(.supernetStepK2P1, ours: rows[0].ours)]) } == [nil])
        #expect(bars(.supernetStepK2P1).map { $0.isMet(in: []) } == [nil])
    }

    @Test(arguments: [(1, 80.0), (2, 40), (4, 20), (16, 20)])
    func statisticsMayTakeLongerOnFewerCores(_ threads: Int, _ seconds: Double) {
        #expect(bars(.statistics, threads: threads).map(\.bound) == [.atMost(seconds)])
    }

    @Test func everyRowButNoneBesidesHasABar() {
        #expect(Set(BenchBar.all(threads: 4).map(\.row)) == Set(BenchName.allCases))
    }
}

@Suite struct ContestTests {
    @Test func sidesTakeTurnsInAlternatingOrder() throws {
        var log: [String] = []
        func side(_ name: String, _ value: Double) -> Contest.Side {
            Contest.Side(name: name) {
                log.append(name)
                return [value, value + Double(log.count)]
            }
        }
        var progress: [Int] = []
        let samples = try Contest.run([side("a", 10), side("b", 20)], rounds: 3) { progress.append($0) }
        #expect(log == ["a", "b", "b", "a", "a", "b"])
        #expect(samples.map(\.values) == [[10, 11, 10, 14, 10, 15], [20, 22, 20, 23, 20, 26]])
        #expect(progress == [1, 2, 3, 4, 5, 6])
    }

    @Test func theFirstRunOfATurnIsNotCounted() {
        var runs = 0
        #expect(Stopwatch.milliseconds(3) { runs += 1 }.count == 3)
        #expect(runs == 4)
    }
}
