import Testing

@testable import VideoData

@Suite struct TemporalConsistencyTests {
    private func map(_ width: Int, _ ids: [UInt8]) -> LabelMap {
        LabelMap(width: width, height: ids.count / width, ids: ids)
    }

    private func flow(_ width: Int, _ height: Int, _ dx: Float, _ dy: Float) -> FlowField {
        FlowField(
            width: width, height: height, dx: Array(repeating: dx, count: width * height),
            dy: Array(repeating: dy, count: width * height))
    }

    private func noise(_ width: Int, _ height: Int, classes: Int, seed: UInt32) -> LabelMap {
        map(width, (0..<width * height).map { UInt8(StreetNoise.cell($0, 3, seed) * Float(classes)) })
    }

    // MARK: Warps

    /// What was at x + 1, y + 1 comes; the last column and row lead out of the frame.
    @Test func aKnownShift() {
        let before = map(3, [0, 1, 2, 3, 4, 5, 6, 7, 8])
        let warped = before.warped(by: flow(3, 3, 1, 1), to: before.size)
        #expect(warped.ids == [4, 5, 255, 7, 8, 255, 255, 255, 255])
        let legacy = before.warpedByInterpolatingIDs(by: flow(3, 3, 1, 1), to: before.size)
        #expect(legacy.ids == [4, 5, 5, 7, 8, 8, 7, 8, 8])
    }

    @Test(arguments: [(0, 0, 0), (0.49, 0, 0), (0.5, 0, 1), (-0.5, 0, 0), (-0.51, 0, -1), (0, 0.5, 3), (2.2, 1.7, 8)])
    func theNearestPixelCounts(dx: Double, dy: Double, offset: Int) {
        let before = map(3, [0, 1, 2, 3, 4, 5, 6, 7, 8])
        // From the middle, and for the longest shift from the corner.
        let from = offset == 8 ? 0 : 4
        let warped = before.warped(by: flow(3, 3, Float(dx), Float(dy)), to: before.size)
        #expect(Int(warped.ids[from]) == from + offset)
    }

    /// Half a pixel out rounds back in on the left and out on the right.
    @Test func bordersAndUnknownFlow() {
        let before = map(2, [1, 2])
        #expect(before.warped(by: flow(2, 1, -0.5, -0.5), to: before.size).ids == [1, 2])
        #expect(before.warped(by: flow(2, 1, 0.5, 0), to: before.size).ids == [2, 255])
        #expect(before.warped(by: flow(2, 1, -0.51, 0), to: before.size).ids == [255, 1])
        for bad in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -1e30] {
            #expect(before.warped(by: flow(2, 1, bad, 0), to: before.size).ids == [255, 255])
            #expect(before.warped(by: flow(2, 1, 0, bad), to: before.size).ids == [255, 255])
        }
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, .nan, 0), to: before.size).ids == [255, 255])
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, 0, .infinity), to: before.size).ids == [255, 255])
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, 1e30, 0), to: before.size).ids == [2, 2])
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, -1e30, 0), to: before.size).ids == [1, 1])
    }

    /// Between classes 2 and 8 there is a class 5 that nobody predicted; the nearest is one of the two.
    @Test func interpolatedIDsInventClasses() {
        let before = map(2, [2, 8])
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, 0.5, 0), to: before.size).ids[0] == 5)
        #expect(before.warpedByInterpolatingIDs(by: flow(2, 1, 0.25, 0), to: before.size).ids[0] == 3)
        #expect(before.warped(by: flow(2, 1, 0.25, 0), to: before.size).ids[0] == 2)
        let four = map(2, [0, 4, 8, 4])
        #expect(four.warpedByInterpolatingIDs(by: flow(2, 2, 0.5, 0.25), to: four.size).ids[0] == 3)
    }

    /// Flow at half the size of the maps, and maps of two sizes: a shift by a quarter of the width is one everywhere.
    @Test func sizesMayDiffer() {
        var blocks: [UInt8] = []
        for row in 0..<8 { for column in 0..<8 { blocks.append(UInt8(row / 2 * 4 + column / 2)) } }
        let before = map(8, blocks)
        let expected: [UInt8] = [1, 2, 3, 255, 5, 6, 7, 255, 9, 10, 11, 255, 13, 14, 15, 255]
        let small = FrameSize(height: 4, width: 4)
        #expect(before.warped(by: flow(4, 4, 1, 0), to: small).ids == expected)
        #expect(before.warped(by: flow(8, 8, 2, 0), to: small).ids == expected)
        #expect(before.warped(by: flow(2, 2, 0.5, 0), to: small).ids == expected)
        let large = before.warped(by: flow(4, 4, 1, 0), to: before.size)
        for (place, id) in large.ids.enumerated() { #expect(id == (place % 8 < 6 ? blocks[place + 2] : 255)) }
    }

    // MARK: The metric

    @Test func byHand() {
        var score = TemporalConsistency(classCount: 4)
        let before = map(3, [3, 0, 0, 3, 1, 1])
        let first = map(3, [0, 1, 3, 1, 2, 2])
        score.add(first, previous: before, flow: flow(3, 2, 1, 0))
        // Truth 0 0 - | 1 1 -, prediction 0 1 - | 1 2 -.
        #expect(score.value == (1.0 / 2 + 1.0 / 3 + 0) / 3)
        #expect(score.matrix.total == 4 && score.pairs == 1)
        // One matrix over all pairs, not a mean over pairs.
        score.add(map(3, [0, 0, 0, 0, 0, 0]), previous: map(3, [0, 0, 0, 0, 0, 0]), flow: flow(3, 2, 0, 0))
        #expect(score.value == (7.0 / 8 + 1.0 / 3 + 0) / 3)
        #expect(score.pairs == 2)
    }

    @Test(arguments: TemporalProtocol.allCases) func theSameTwiceIsSteady(rule: TemporalProtocol) {
        let one = noise(20, 15, classes: 5, seed: 1)
        var score = TemporalConsistency(classCount: 5, rule: rule)
        for _ in 0..<3 { score.add(one, previous: one, flow: flow(20, 15, 0, 0)) }
        #expect(score.value == 1)
        #expect(score.matrix.total == 3 * 300)
    }

    /// A scene that moves by whole pixels, predicted consistently, is steady; without flow it is not.
    @Test func movementIsTakenOut() {
        let wide = noise(24, 10, classes: 3, seed: 4)
        func view(_ left: Int) -> LabelMap {
            var ids: [UInt8] = []
            for row in 0..<10 { ids += wide.ids[row * 24 + left..<row * 24 + left + 20] }
            return map(20, ids)
        }
        var score = TemporalConsistency(classCount: 3)
        score.add(view(3), previous: view(0), flow: flow(20, 10, 3, 0))
        #expect(score.value == 1 && score.matrix.total == 170)
        var unwarped = TemporalConsistency(classCount: 3)
        unwarped.add(view(3), previous: view(0), flow: flow(20, 10, 0, 0))
        #expect(unwarped.value! < 0.5)
    }

    /// Classes that never occur count as 0 in ETC's mean, and not at all in ours.
    @Test func absentClasses() {
        let one = noise(9, 9, classes: 2, seed: 1)
        for (rule, expected) in [(TemporalProtocol.nearest, 1.0), (.etcLegacy, 0.5)] {
            var score = TemporalConsistency(classCount: 4, rule: rule)
            score.add(one, previous: one, flow: flow(9, 9, 0, 0))
            #expect(score.value == expected)
        }
    }

    /// Away from whole shifts, ids between classes cost the published protocol what nearest neighbours keep.
    @Test func thePublishedProtocolIsLower() {
        let halves = map(16, (0..<256).map { $0 % 16 < 8 ? 2 : 8 })
        var nearest = TemporalConsistency(classCount: 9)
        var legacy = TemporalConsistency(classCount: 9, rule: .etcLegacy)
        nearest.add(halves, previous: halves, flow: flow(16, 16, 0.4, 0))
        legacy.add(halves, previous: halves, flow: flow(16, 16, 0.4, 0))
        #expect(nearest.value == 1)
        #expect(legacy.matrix.labelled(4) == 16)
        #expect(legacy.value! < 0.3)
    }

    @Test func nothingCountedIsNoScore() {
        var score = TemporalConsistency(classCount: 3)
        #expect(score.value == nil)
        score.add(map(1, [1]), previous: map(1, [1]), flow: flow(1, 1, 2, 0))
        #expect(score.value == nil && score.pairs == 1 && score.pairsWithoutFlow == 1)
        score.add(map(1, [1]), previous: map(1, [1]), flow: flow(1, 1, 0, 0))
        #expect(score.value == 1 && score.pairs == 2 && score.pairsWithoutFlow == 1)
        var other = score
        other.merge(score)
        #expect(other.pairs == 4 && other.pairsWithoutFlow == 2)
    }

    @Test func partsMergeToTheWhole() {
        let maps = (0..<5).map { noise(11, 7, classes: 4, seed: UInt32($0)) }
        let steady = flow(11, 7, 0.7, -1.2)
        var whole = TemporalConsistency(classCount: 4)
        var parts = [TemporalConsistency](repeating: TemporalConsistency(classCount: 4), count: 2)
        for index in 1..<5 {
            whole.add(maps[index], previous: maps[index - 1], flow: steady)
            parts[index % 2].add(maps[index], previous: maps[index - 1], flow: steady)
        }
        parts[0].merge(parts[1])
        #expect(parts[0] == whole)
    }
}
