import DeltaSearch
import StudentSpace
import Testing
import VideoData

@testable import Experiments

@Suite struct DamagesJobTests {
    @Test func networksAreMeasuredBesideTheirPredictions() throws {
        let space = try TinySpace()
        _ = try space.search(.solve, budget: "50%").run(.quiet, Interruption())
        func report(workers: Int) throws -> DamagesReport {
            try DamagesJob(nil, frames: nil, databasePath: space.databasePath, workers: workers, command: "damages")
                .run(networks: 4, .quiet, Interruption())
        }
        var reports = [try report(workers: 1), try report(workers: 3)]
        #expect(reports[0].networks.map(\.kind) == ["random", "near the optimum"])
        for networks in reports[0].networks {
            #expect(networks.count == networks.damages.count && networks.count == networks.disagreements.count)
            #expect((2...4).contains(networks.count))
            #expect(networks.damages.allSatisfy { $0 >= 0 } && networks.predictions.count == 3)
            for prediction in networks.predictions {
                #expect(prediction.sums.count == networks.count)
                #expect(prediction.byDamage.map { (-1...1).contains($0) } ?? true)
            }
        }
        // All but the clock's seconds.
        for report in reports.indices {
            for networks in reports[report].networks.indices {
                for index in reports[report].networks[networks].predictions.indices {
                    reports[report].networks[networks].predictions[index].seconds = 0
                }
            }
        }
        #expect(reports[0] == reports[1])
    }

    @Test func framesOutsideTheSourceAreRefused() throws {
        let space = try TinySpace()
        _ = try space.search(.uniform, budget: "50%").run(.quiet, Interruption())
        #expect(throws: FrameSourceError.self) {
            try DamagesJob(
                nil, frames: FrameRange(first: 8, last: 400), databasePath: space.databasePath, workers: 1,
                command: "damages")
        }
    }
}
