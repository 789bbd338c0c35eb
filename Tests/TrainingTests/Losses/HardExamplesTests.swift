import Compute
import Networks
import Testing
import VideoData

@testable import Training

@Suite struct HardExamplesTests {
    /// Four pixels of two classes with the given margins for class 0, all labelled 0 but for the last.
    private func select(_ margins: [Float], _ hard: HardExamples, labels: [UInt8]) -> [UInt8] {
        let scores = TensorBuffer(FeatureShape(height: 1, width: margins.count, channels: 2))
        scores.assign(margins.flatMap { [$0, 0] })
        return hard.select(scores: scores, labels: LabelMap(width: margins.count, height: 1, ids: labels)).ids
    }

    @Test func pixelsThatTheScoresGetWrongStay() {
        let ids = select([5, -1, 0.2, 3], HardExamples(threshold: 0.7, leastShare: 0), labels: [0, 0, 0, 1])
        #expect(ids == [LabelMap.void, 0, 0, 1])
    }

    @Test func atLeastAShareStays() {
        let all: [UInt8] = [0, 0, 0, 0]
        #expect(select([5, 6, 7, 4], HardExamples(leastShare: 0.5), labels: all) == [0, 255, 255, 0])
        #expect(select([5, 6, 7, 4], HardExamples(leastShare: 1), labels: all) == all)
        #expect(select([5, 6, 7, 4], HardExamples(leastShare: 0), labels: all) == [255, 255, 255, 0])
    }

    @Test func unlabelledPixelsAreNoExamples() {
        #expect(select([5, -5, -5, -5], HardExamples(), labels: [0, 255, 2, 0]) == [255, 255, 2, 0])
        #expect(select([1, 1, 1, 1], HardExamples(), labels: [255, 255, 255, 255]) == [255, 255, 255, 255])
    }
}
