import Compute
import NetworkReference
import Networks
import Testing

@Suite struct BatchNormTests {
    @Test(arguments: cases)
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let cases: [OperationCase] = [1, 3, 16, 17].flatMap { channels in
        [PlanOptions.BatchNormMode.running, .batch].flatMap { mode in
            OperationCase(
                "\(mode) statistics, \(channels) channels", .batchNorm(BatchNorm()),
                [FeatureShape(height: 5, width: 6, channels: channels)], batchNorm: mode,
                // Two nested sums over the population, and the third gradient term's share.
                terms: mode == .batch ? 4 * 2 * 5 * 6 : 2 * 5 * 6
            ).withBatches
        }
    }

    @Test(arguments: [1, 2])
    func reportsBatchStatistics(batch: Int) throws {
        let test = OperationCase(
            "statistics", .batchNorm(BatchNorm()), [FeatureShape(height: 4, width: 5, channels: 6)], batch: batch,
            batchNorm: .batch, terms: 0)
        let values = try CaseValues(test)
        let plan = try Plan(
            test.network, parameters: ParameterStore(values.parameters),
            options: PlanOptions(batch: batch, batchNorm: .batch))
        let x = try #require(values.inputs["x0"])
        plan.tensor("x0").assign(x.floats)
        try plan.forward()
        let statistics = try #require(plan.batchStatistics.first)
        #expect(statistics.node == "y")
        #expect(statistics.population == batch * 20)
        for c in 0..<6 {
            let samples = stride(from: c, to: x.values.count, by: 6).map { x.values[$0] }
            let mean = samples.reduce(0, +) / Double(samples.count)
            let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count)
            let found = (
                statistics.mean.withUnsafeBufferPointer { Double($0[c]) },
                statistics.variance.withUnsafeBufferPointer { Double($0[c]) }
            )
            #expect(abs(found.0 - mean) < 1e-5)
            #expect(abs(found.1 - variance) < 1e-5)
        }
    }
}
