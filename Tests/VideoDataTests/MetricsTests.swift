import Testing

@testable import VideoData

@Suite struct MetricsTests {
    /// Numbers that look random and are always the same.
    private func noise(_ count: Int, seed: UInt32) -> [Float] { (0..<count).map { StreetNoise.cell($0, 5, seed) } }

    private func map(_ width: Int, _ height: Int, classes: Int, seed: UInt32) -> LabelMap {
        let ids = noise(width * height, seed: seed).map { UInt8($0 * Float(classes)) }
        return LabelMap(width: width, height: height, ids: ids)
    }

    @Test func intersectionOverUnionByHand() {
        var matrix = ConfusionMatrix(classCount: 4)
        let labels = LabelMap(width: 4, height: 2, ids: [0, 0, 0, 1, 1, 255, 2, 255])
        let prediction = LabelMap(width: 4, height: 2, ids: [0, 0, 1, 1, 3, 0, 2, 1])
        matrix.add(prediction: prediction, labels: labels)
        #expect(matrix.ious == [2.0 / 3, 1.0 / 3, 1, nil])
        #expect(matrix.meanIoU == 2.0 / 3)
        #expect(matrix.pixelAccuracy == 4.0 / 6)
        #expect(matrix.total == 6)
    }

    @Test func nothingLabelledHasNoScore() {
        var matrix = ConfusionMatrix(classCount: 3)
        matrix.add(
            prediction: LabelMap(width: 1, height: 1, ids: [2]), labels: LabelMap(width: 1, height: 1, ids: [255]))
        #expect(matrix.meanIoU == nil && matrix.pixelAccuracy == nil && matrix.total == 0)
    }

    @Test func scoresEqualACountOverSets() {
        let labels = map(40, 30, classes: 5, seed: 1)
        let prediction = map(40, 30, classes: 5, seed: 2)
        var matrix = ConfusionMatrix(classCount: 5)
        matrix.add(prediction: prediction, labels: labels)
        for id in 0..<5 as Range<UInt8> {
            let truth = Set(labels.ids.indices.filter { labels.ids[$0] == id })
            let found = Set(prediction.ids.indices.filter { prediction.ids[$0] == id })
            #expect(
                matrix.iou(of: Int(id)) == Double(truth.intersection(found).count) / Double(truth.union(found).count))
        }
        var merged = ConfusionMatrix(classCount: 5)
        merged.merge(matrix)
        merged.add(prediction: labels, labels: labels)
        #expect(merged.total == 2 * matrix.total)
        var agreement = Agreement()
        #expect(agreement.share == nil)
        agreement.add(prediction, labels)
        #expect(agreement.share == matrix.pixelAccuracy)
        var twice = agreement
        twice.merge(agreement)
        #expect(twice.total == 2 * agreement.total && twice.share == agreement.share)
    }

    @Test(arguments: [
        (1, 1, 3, 5, 2), (3, 4, 24, 32, 11), (5, 7, 33, 41, 3), (8, 8, 8, 8, 4), (9, 6, 4, 3, 5), (2, 2, 7, 1, 1),
        (45, 60, 360, 480, 11),
    ])
    func upsamplingEqualsTheDefinition(height: Int, width: Int, outHeight: Int, outWidth: Int, classes: Int) {
        for smooth in [false, true] {
            var scores = noise(height * width * classes, seed: 9)
            if smooth {
                // Regions, as networks make them: whole cells agree.
                for place in scores.indices where place % classes == (place / classes / 3) % classes {
                    scores[place] += 2
                }
            }
            let target = FrameSize(height: outHeight, width: outWidth)
            let found = ScoreUpsampling.classes(
                scores, size: FrameSize(height: height, width: width), classCount: classes, target: target)
            var wrong = 0
            for y in 0..<outHeight {
                for x in 0..<outWidth {
                    let exact = reference(scores, height, width, classes, target, x, y)
                    let highest = exact.max() ?? 0
                    // Where two classes tie to rounding, either is right.
                    wrong += highest - exact[Int(found.ids[y * outWidth + x])] > 1e-6 ? 1 : 0
                }
            }
            #expect(wrong == 0)
        }
    }

    /// PyTorch's bilinear, `align_corners=False`, in double precision.
    private func reference(
        _ scores: [Float], _ height: Int, _ width: Int, _ classes: Int, _ target: FrameSize, _ x: Int, _ y: Int
    ) -> [Double] {
        func axis(_ place: Int, _ count: Int, _ out: Int) -> (Int, Int, Double) {
            let at = max(0, (Double(place) + 0.5) * Double(count) / Double(out) - 0.5)
            let low = min(Int(at), count - 1)
            return (low, min(low + 1, count - 1), at - Double(low))
        }
        let (left, right, s) = axis(x, width, target.width)
        let (top, bottom, t) = axis(y, height, target.height)
        return (0..<classes).map { id in
            func at(_ y: Int, _ x: Int) -> Double { Double(scores[(y * width + x) * classes + id]) }
            return (at(top, left) * (1 - s) + at(top, right) * s) * (1 - t)
                + (at(bottom, left) * (1 - s) + at(bottom, right) * s) * t
        }
    }

    @Test func tiesGoToTheLowestClass() {
        let scores = [Float](repeating: 0.25, count: 4 * 3)
        let map = ScoreUpsampling.classes(
            scores, size: FrameSize(height: 2, width: 2), classCount: 3, target: FrameSize(height: 9, width: 9))
        #expect(map.ids.allSatisfy { $0 == 0 })
        let crossing: [Float] = [0, 1, 1, 1, 0, 1]
        let line = ScoreUpsampling.classes(
            crossing, size: FrameSize(height: 1, width: 2), classCount: 3, target: FrameSize(height: 1, width: 3))
        #expect(line.ids == [1, 2, 0])
    }

    /// Where there are more classes than labels have, the same classes in a wider map.
    @Test func mapsOfManyClasses() {
        let (size, target) = (FrameSize(height: 3, width: 4), FrameSize(height: 7, width: 9))
        let few = noise(12 * 20, seed: 3)
        let narrow = ScoreUpsampling.classes(few, size: size, classCount: 20, target: target)
        #expect(ScoreUpsampling.map(few.span, size: size, classCount: 20, target: target) == .labels(narrow))
        // The same scores behind 300 channels that never win.
        let many = (0..<12).flatMap { position in
            [Float](repeating: -1, count: 300) + few[20 * position..<20 * position + 20]
        }
        guard case .wide(let ids, target) = ScoreUpsampling.map(many.span, size: size, classCount: 320, target: target)
        else {
            Issue.record("320 classes in a map of 255")
            return
        }
        #expect(ids.map { Int($0) - 300 } == narrow.ids.map(Int.init))

        var agreement = Agreement()
        var other = ids
        other[0] += 1
        other[5] &-= 256
        agreement.add(.wide(ids, target), .wide(other, target))
        #expect(agreement.equal == 61 && agreement.total == 63)
    }
}
