import DeltaSearch
import ExperimentStore
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
            $0.shares = 0.01...0.4
            $0.baselines = []
        }
        #expect(report.points.count > 1 && report.infeasible.isEmpty)
        #expect(report.points.allSatisfy { $0.amortisedShare > 0.25 && $0.amortisedShare <= 0.4 })
        #expect(report.points[0].amortisedShare < 0.27)
    }

    /// The same asked for again is taken from the database, point by point; what is gone is made again.
    @Test func whatIsScoredIsNotScoredAgain() throws {
        let space = try TinySpace(copying: Self.searched.get())
        func run(_ points: Int) throws -> ParetoReport {
            try Self.run(space) {
                $0.points = points
                $0.baselines = [.uniform]
                $0.finetuneSteps = 2
                $0.finetunesBaselines = true
            }
        }
        let first = try run(2)
        #expect(first.knownPoints == 0)
        #expect(first.points.map(\.finetuneSteps) == [0, 0, 2, 2, 0, 0, 2, 2])
        #expect(first.points.map(\.isBaseline) == (0..<8).map { $0 > 3 })
        // Baselines that are fine-tuned are students on disk too.
        for point in first.points {
            // Of zeros everywhere nothing can be trained: that student stays as it is.
            if point.budget == "30%", point.isBaseline { #expect(point.spec == first.points[4].spec) }
            #expect(try VerifyJob(specPath: #require(point.spec)).run().findings.isEmpty)
        }
        let spec = try #require(first.points[3].spec)
        func modified() throws -> Date? {
            try FileManager.default.attributesOfItem(atPath: spec)[.modificationDate] as? Date
        }
        let before = try modified()
        let second = try run(2)
        #expect(second.points == first.points && second.knownPoints == 8 && second.teacherMIoU == first.teacherMIoU)
        #expect(try modified() == before)
        #expect(second.json == first.json && second.csv == first.csv)

        // Another budget between: the old points stay.
        let third = try run(3)
        #expect(third.points.count == 12 && third.knownPoints == 8)
        try FileManager.default.removeItem(atPath: spec)
        let fourth = try run(3)
        #expect(fourth.points == third.points && fourth.knownPoints == 11)
        let database = try space.database()
        #expect(try database.paretoPoints(of: database.latestExperiment()).count == 12)
    }

    /// A run that is stopped keeps the points that it has scored.
    /// Where results cannot go is said before anything is made of the search.
    @Test func placesThatCannotBeWritten() throws {
        let space = try TinySpace(copying: Self.searched.get())
        func job(_ folder: String) throws -> ParetoJob {
            try ParetoJob(
                ParetoRequest(experiment: nil, points: 2, baselines: [], folder: space.file(folder)),
                databasePath: space.databasePath, workers: 1, command: "deltanas pareto")
        }
        try "no folder".write(toFile: space.file("taken"), atomically: false, encoding: .utf8)
        #expect(throws: SearchJobError.folder(space.file("taken"), code: ENOTDIR)) { try job("taken") }
        #expect(throws: SearchJobError.folder(space.file("taken/below"), code: ENOTDIR)) { try job("taken/below") }
        try FileManager.default.createDirectory(
            atPath: space.file("front/pareto.csv"), withIntermediateDirectories: true)
        #expect(throws: DocumentFileError.notAFile(path: space.file("front/pareto.csv"))) { try job("front") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: space.file("front")) == ["pareto.csv"])
    }

    @Test func aStoppedRunGoesOn() throws {
        let space = try TinySpace(copying: Self.searched.get())
        let request = ParetoRequest(
            experiment: nil, points: 3, shares: 0.3...0.7, baselines: [], data: "streets:5,frames=9",
            folder: space.file("pareto"))
        func job() throws -> ParetoJob {
            try ParetoJob(request, databasePath: space.databasePath, workers: 2, command: "deltanas pareto")
        }
        let interruption = Interruption()
        let meter = ProgressMeter.listening { if $0.contains("tiny at 50%") { interruption.request() } }
        #expect(throws: Interrupted.self) { try job().run(meter, interruption) }
        let rest = try job().run(.quiet, Interruption())
        #expect(rest.points.count == 3 && rest.knownPoints == 2)
        let anew = try TinySpace(copying: Self.searched.get())
        let whole = try Self.run(anew) { $0.baselines = [] }
        #expect(whole.knownPoints == 0 && whole.points.map(\.agreement) == rest.points.map(\.agreement))
    }

    /// Budgets that another experiment has no network for are left out and named; experiments of other teachers are refused.
    @Test func otherExperimentsAreDrawnWhereTheyCan() throws {
        let space = try TinySpace(copying: Self.searched.get())
        let narrow = try TinySpace(
            .init(sites: #"{"match": "*", "candidates": [{"kind": "lowrank", "ranks": ["C/2"]}, "teacher"]}"#))
        try FileManager.default.removeItem(atPath: space.spacePath)
        try FileManager.default.copyItem(atPath: narrow.spacePath, toPath: space.spacePath)
        _ = try space.search(.solve, budget: "90%", name: "narrow").run(.quiet, Interruption())
        let report = try Self.run(space) {
            $0.experiment = "tiny"
            $0.others = ["narrow"]
            $0.baselines = []
        }
        let missing = report.infeasible.filter { $0.series == "narrow" }
        #expect(!missing.isEmpty && report.infeasible.count == missing.count)
        #expect(report.points.filter { $0.series == "narrow" }.count == 3 - missing.count)
        #expect(report.csv.split(separator: "\n").count == 1 + report.points.count)
    }

    @Test func studentsOfOtherIntervalsAreNotCompared() throws {
        let space = try TinySpace(copying: Self.searched.get())
        let text = try String(contentsOfFile: space.spacePath, encoding: .utf8)
        try text.replacing(#""keyframeInterval": 4"#, with: #""keyframeInterval": 3"#)
            .write(toFile: space.spacePath, atomically: true, encoding: .utf8)
        _ = try space.search(.solve, budget: "45%", name: "three").run(.quiet, Interruption())
        #expect(throws: ParetoError.notComparable("three", "tiny", what: .keyframeInterval)) {
            try Self.run(space) {
                $0.experiment = "tiny"
                $0.others = ["three"]
            }
        }
    }

    @Test func budgetsThatNoNetworkKeepsAndDoublesAreRefused() throws {
        let space = try TinySpace(copying: Self.searched.get())
        #expect {
            try Self.run(space) { $0.shares = 0.01...0.02 }
        } throws: { error in
            guard case ParetoError.budgetsTooSmall(0.02, let least) = error else { return false }
            return least > 0.02 && least < 0.7
        }
        #expect(throws: ParetoError.repeated("tiny")) { try Self.run(space) { $0.others = ["tiny"] } }
    }

    /// Where some students are fine-tuned, the picture says of each line whether its are.
    @Test func thePictureSaysWhatIsFineTuned() throws {
        func point(_ series: String, _ steps: Int, isBaseline: Bool = false) -> ParetoReport.Point {
            .init(
                series: series, isBaseline: isBaseline, finetuneSteps: steps, budget: "45%", deltaFrameMACs: 1,
                amortisedMACs: 450, amortisedShare: 0.45, agreement: 0.9, miou: nil, spec: nil)
        }
        var report = ParetoReport(
            experiment: "ours", data: "streets:5", range: 0..<9, isFitted: false, keyframeInterval: 4,
            points: [point("ours", 0), point("uniform", 0, isBaseline: true)])
        #expect(report.chart.series.map(\.name) == ["ours", "uniform"])
        report.points.insert(point("ours", 40), at: 1)
        #expect(report.chart.series.map(\.name) == ["ours, as derived", "ours, fine-tuned", "uniform, as derived"])
        #expect(report.chart.series.map(\.isBaseline) == [false, false, true])
        #expect(
            report.csv.split(separator: "\n").map(String.init) == [
                "series,baseline,finetune_steps,budget,delta_frame_macs,amortised_macs,amortised_share,agreement,miou,spec",
                "ours,false,0,45%,1,450,0.45,0.9,,", "ours,false,40,45%,1,450,0.45,0.9,,",
                "uniform,true,0,45%,1,450,0.45,0.9,,",
            ])
    }
}
