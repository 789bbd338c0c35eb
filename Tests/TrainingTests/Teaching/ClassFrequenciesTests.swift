import Compute
import Foundation
import Testing
import VideoData

@testable import Training

@Suite struct ClassFrequenciesTests {
    @Test func countsLabelsAndLeavesOutTheRest() {
        var frequencies = ClassFrequencies(classCount: 3)
        frequencies.add(LabelMap(width: 4, height: 2, ids: [0, 0, 0, 1, 255, 3, 2, 2]))
        frequencies.add(LabelMap(width: 1, height: 1, ids: [1]))
        #expect(frequencies.counts == [3, 2, 2])
        #expect(frequencies.total == 7)
    }

    @Test func rareClassesWeighMoreAndTheMeanPixelOne() {
        var frequencies = ClassFrequencies(classCount: 4)
        frequencies.add(LabelMap(width: 100, height: 1, ids: (0..<100).map { $0 < 80 ? 0 : $0 < 99 ? 1 : 2 }))
        let weights = frequencies.lossWeights
        #expect(weights[0] < weights[1] && weights[1] < weights[2] && weights[2] < weights[3])
        let mean = zip(weights, frequencies.counts).reduce(0) { $0 + Double($1.0) * Double($1.1) } / 100
        #expect(abs(mean - 1) < 1e-6)
        #expect(abs(weights[1] / weights[0] - Float(log(1.1 + 0.8) / log(1.1 + 0.19))) < 1e-5)
    }

    @Test func withoutLabelsWeightsAreEqual() {
        let weights = ClassFrequencies(classCount: 3).lossWeights
        #expect(weights.allSatisfy { $0 == weights[0] && $0 > 0 })
    }

    @Test func samplingDoesNotDependOnTheWorkers() throws {
        let sources: [any FrameSource] = [SampleSource(), SampleSource(frameCount: nil)]
        let counted = try [1, 4].map {
            try ClassFrequencies(
                sampling: sources, classes: 3, TeachingConfiguration(seed: 5), pool: WorkerPool(count: $0))
        }
        #expect(counted[0] == counted[1])
        #expect(counted[0].counts.allSatisfy { $0 > 0 })
        let other = try ClassFrequencies(
            sampling: sources, classes: 3, TeachingConfiguration(seed: 6), pool: WorkerPool(count: 1))
        #expect(other != counted[0])
    }
}
