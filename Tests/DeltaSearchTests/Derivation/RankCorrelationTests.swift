import Testing

@testable import DeltaSearch

@Suite struct RankCorrelationTests {
    @Test func monotoneListsCorrelateFully() {
        let values = [3.0, -1, 8, 2.5, 100]
        #expect(RankCorrelation.spearman(values, values.map { $0 * $0 * $0 }) == 1)
        #expect(RankCorrelation.spearman(values, values.map { -$0 }) == -1)
    }

    /// 1 − 6 Σ d² / (n (n² − 1)) without ties.
    @Test func itIsTheTextbooksNumber() throws {
        let a = [86.0, 97, 99, 100, 101, 103, 106, 110, 112, 113]
        let b = [2.0, 20, 28, 27, 50, 29, 7, 17, 6, 12]
        #expect(abs(try #require(RankCorrelation.spearman(a, b)) + 29.0 / 165) < 1e-12)
    }

    @Test func equalsShareTheirRanks() {
        #expect(RankCorrelation.ranks([5, 1, 5, 0, 5]) == [3, 1, 3, 0, 3])
        // Pearson's correlation of [0.5, 0.5, 2] and [0, 1, 2].
        #expect(abs(RankCorrelation.spearman([1, 1, 2], [1, 2, 3])! - 1.5 / 3.0.squareRoot()) < 1e-12)
    }

    @Test func constantListsHaveNone() {
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
        #expect(RankCorrelation.spearman([], []) == nil)
        #expect(RankCorrelation.spearman([1], [2]) == nil)
    }
}
