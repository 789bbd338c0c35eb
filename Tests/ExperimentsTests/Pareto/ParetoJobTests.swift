import DeltaSearch
import Foundation
import StudentSpace
import Testing
import VideoData

@testable import Experiments

/// Budgets in a row, derived, fine-tuned and scored beside baselines.
@Suite struct ParetoJobTests {
    private static let searched = Result {
        let space = try TinySpace()
        _ = try space.search(.solve, budget: "45%").run(.quiet, Interruption())
        return space
    }

    private static func run(_ space: TinySpace, _ change: (inout ParetoRequest) -> Void = { _ in }) throws
        -> ParetoReport
    {
        var request = ParetoRequest(
            experiment: nil, points: 3, shares: 0.3...0.7, baselines: [.uniform, .greedy],
            data: "streets:5,frames=9", folder: space.file("pareto"))
        change(&request)
        return try ParetoJob(request, databasePath: space.databasePath, workers: 2, command: "deltanas pareto")
            .run(.quiet, Interruption())
    }

    @Test func everyBudgetIsKeptAndDrawn() throws {
        let space = try TinySpace(copying: Self.searched.get())
        let report = try Self.run(space)
        let own = report.points.filter { !$0.isBaseline }
        #expect(own.count == 3 && !report.isFitted && report.range == 0..<9)
        for point in report.points {
            let share = try #require(Double(point.budget.dropLast()))
            #expect(point.amortisedShare <= share / 100 + 1e-12, "\(point)")
            #expect(try (0...1).contains(#require(point.agreement)))
        }
        #expect(own.map(\.amortisedMACs) == own.map(\.amortisedMACs).sorted())
        // The dearest budget's student agrees no less than the cheapest one's.
        #expect(try #require(own[2].agreement) >= #require(own[0].agreement))
        for point in own { #expect(try VerifyJob(specPath: #require(point.spec)).run().findings.isEmpty) }
        #expect(Set(report.points.map(\.series)).isSuperset(of: ["greedy"]))
        let svg = try String(contentsOfFile: space.file("pareto/pareto.svg"), encoding: .utf8)
        for series in Set(report.points.map(\.series)) { #expect(svg.contains(">\(series)<")) }
        #expect(try String(contentsOfFile: space.file("pareto/pareto.json"), encoding: .utf8) == report.json.text())
    }

    @Test func theLeastBudgetIsWhatTheCheapestNetworkTakes() throws {
        let space = try TinySpace(copying: Self.searched.get())
        let report = try Self.run(space) {
            $0.shares = 0.01...0.02
            $0.baselines = []
        }
        #expect(report.points.count == 1)
        #expect(report.points[0].amortisedShare > 0.02)
    }

    @Test func whatIsFineTunedIsTakenAsItIs() throws {
        let space = try TinySpace(copying: Self.searched.get())
        func run() throws -> ParetoReport {
            try Self.run(space) {
                $0.points = 2
                $0.baselines = []
                $0.finetuneSteps = 2
                $0.folder = space.file("tuned")
            }
        }
        let first = try run()
        #expect(first.points.filter { $0.series.hasSuffix(", fine-tuned") }.count == 2)
        let spec = try #require(first.points.last?.spec)
        let before = try FileManager.default.attributesOfItem(atPath: spec)[.modificationDate] as? Date
        let second = try run()
        #expect(second.points == first.points)
        #expect(try FileManager.default.attributesOfItem(atPath: spec)[.modificationDate] as? Date == before)
    }
}
