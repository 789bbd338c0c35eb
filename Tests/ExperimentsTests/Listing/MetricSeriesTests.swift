import ExperimentStore
import Testing

@testable import Experiments

@Suite struct MetricSeriesTests {
    @Test func rowsAreSortedByNameThenStep() {
        let series = MetricSeries.all([
            .init(step: 2, name: "b", value: 4), .init(step: 1, name: "b", value: 3),
            .init(step: 1, name: "a", value: 1),
        ])
        #expect(series.map(\.name) == ["a", "b"])
        #expect(series[1].points == [.init(step: 1, value: 3), .init(step: 2, value: 4)])
    }

    @Test(arguments: [1, 2, 7, 99, 100, 101])
    func thinningKeepsTheMeanAndTheLastStep(count: Int) {
        let series = MetricSeries("x", (1...100).map { .init(step: $0, value: Double($0)) })
        let thin = series.thinned(to: count)
        #expect(thin.points.count == min(count, 100))
        #expect(thin.points.last?.step == 100)
        #expect(thin.points.map(\.step) == thin.points.map(\.step).sorted())
        if 100 % count == 0 {
            #expect(abs(thin.points.reduce(0) { $0 + $1.value } / Double(count) - 50.5) < 1e-9)
        }
    }

    @Test func whatIsNoNumberIsLeftOut() {
        let series = MetricSeries(
            "x", [.init(step: 1, value: .nan), .init(step: 2, value: 5), .init(step: 3, value: .infinity)])
        #expect(series.thinned(to: 10).points == [.init(step: 2, value: 5)])
        #expect(MetricSeries("x", []).thinned(to: 3).points.isEmpty)
    }
}
