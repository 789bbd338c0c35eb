import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct KeyFrameScheduleTests {
    /// Key frames, by their places, of a stream whose frames change by so much from one to the next; the first change
    /// is the second frame's.
    private static func keys(
        _ policy: KeyFramePolicy, _ interval: Int, changes: [Double], fromKey: Double = 100
    ) -> [(place: Int, cause: KeyFrameSchedule.Cause)] {
        var schedule = KeyFrameSchedule(policy, interval: interval)
        var result: [(Int, KeyFrameSchedule.Cause)] = []
        for place in 0...changes.count {
            let change =
                place == 0 ? nil : FrameChange(fromPrevious: changes[place - 1], fromKey: fromKey, contrast: 100)
            if let cause = schedule.next(change).cause { result.append((place, cause)) }
        }
        return result
    }

    private static let auto = KeyFramePolicy.adaptive(threshold: 1.6)

    @Test(arguments: 1...7)
    func fixedIsEveryTth(_ interval: Int) {
        let keys = Self.keys(.fixed, interval, changes: Array(repeating: 1, count: 40))
        #expect(keys.map(\.place) == Array(stride(from: 0, through: 40, by: interval)))
        #expect(keys.first?.cause == .first && keys.dropFirst().allSatisfy { $0.cause == .interval })
    }

    /// Changes that never grow beyond the threshold: what the fixed schedule does, whatever they are.
    @Test(arguments: 1...7)
    func withoutCutsAdaptiveIsFixed(_ interval: Int) {
        var stream = RandomStream(seed: 3, stream: "changes")
        let changes = (0..<200).map { _ in stream.uniform(1.0..<1.5) }
        let fixed = Self.keys(.fixed, interval, changes: changes)
        #expect(Self.keys(Self.auto, interval, changes: changes).map(\.place) == fixed.map(\.place))
    }

    @Test func aCutTakesTheNextKeyFrameEarly() {
        var changes = Array(repeating: 1.0, count: 24)
        changes[9] = 2  // frame 10, two behind the key frame 8
        let keys = Self.keys(Self.auto, 4, changes: changes)
        #expect(keys.map(\.place) == [0, 4, 8, 10, 16, 20, 24])
        #expect(keys[3].cause == .cut)
    }

    @Test func aCutWhereAKeyFrameIsDueChangesNothing() {
        var changes = Array(repeating: 1.0, count: 20)
        changes[7] = 5  // frame 8
        #expect(Self.keys(Self.auto, 4, changes: changes).map(\.place) == [0, 4, 8, 12, 16, 20])
    }

    @Test func theThresholdIsARatioToTheLargestRecentChange() {
        var changes = Array(repeating: 1.0, count: 12)
        changes[4] = 1.5
        changes[5] = 2.3  // 1.53 times the change before
        #expect(Self.keys(Self.auto, 100, changes: changes).map(\.place) == [0])
        changes[5] = 2.5
        #expect(Self.keys(Self.auto, 100, changes: changes).map(\.place) == [0, 6])
        #expect(Self.keys(.adaptive(threshold: 1.7), 100, changes: changes).map(\.place) == [0])
        #expect(Self.keys(Self.auto, 100, changes: changes.map { $0 * 1e-3 }).map(\.place) == [0, 6])
    }

    /// However cuts fall, the key frames so far are at most the fixed schedule's and those that cuts took early, and
    /// once intervals have paid for them the schedule's grid is met again.
    @Test(arguments: 2...6)
    func cutsArePaidFor(_ interval: Int) {
        var stream = RandomStream(seed: 5, stream: "cuts")
        for _ in 0..<20 {
            var changes = Array(repeating: 1.0, count: 300)
            var place = 5
            while place < 250 {
                changes[place] = 4
                place += stream.integer(below: 4 * interval) + 2
            }
            let keys = Self.keys(Self.auto, interval, changes: changes)
            let gaps = zip(keys.dropFirst(), keys).map { $0.place - $1.place }
            #expect(gaps.allSatisfy { $0 <= 2 * interval })
            let cuts = keys.filter { $0.cause == .cut }.count
            #expect(cuts > 10)
            for (count, key) in keys.enumerated() { #expect(count <= key.place / interval + cuts) }
            #expect(keys.last!.place % interval == 0 || gaps.last! == 2 * interval)
        }
        // One cut in a while: not one key frame more.
        var changes = Array(repeating: 1.0, count: 20 * interval)
        for place in stride(from: 3, to: changes.count, by: 4 * interval) { changes[place] = 3 }
        #expect(Self.keys(Self.auto, interval, changes: changes).count == 21)
    }

    @Test func theStartOfAMotionIsLearned() {
        let changes = Array(repeating: 1.0, count: 12) + Array(repeating: 5.0, count: 30)
        let cuts = Self.keys(Self.auto, 8, changes: changes).filter { $0.cause == .cut }.map(\.place)
        #expect(cuts == [13, 14])
    }

    @Test func doubledFramesAreNoCuts() {
        let changes = (0..<60).map { $0 % 2 == 0 ? 1.0 : 0.0 }
        #expect(Self.keys(Self.auto, 6, changes: changes).allSatisfy { $0.cause != .cut })
    }

    @Test func aStillSceneWaits() {
        let still = Array(repeating: 0.5, count: 100)
        let keys = Self.keys(Self.auto, 4, changes: still, fromKey: 4)
        #expect(keys.map(\.place) == [0, 32, 64, 96])
        #expect(Self.keys(.fixed, 4, changes: still, fromKey: 4).count == 26)
        // Nothing at all changes, and then something small does: no cut.
        #expect(Self.keys(Self.auto, 4, changes: still.map { _ in 0 } + [0.1], fromKey: 0).count == 4)
    }

    @Test func policiesAreReadAsTheyAreWritten() throws {
        #expect(try KeyFramePolicy(parsing: "fixed") == .fixed)
        #expect(try KeyFramePolicy(parsing: "auto") == .adaptive(threshold: KeyFramePolicy.defaultThreshold))
        #expect(try KeyFramePolicy(parsing: "auto:2.5") == .adaptive(threshold: 2.5))
        for policy in [KeyFramePolicy.fixed, Self.auto, .adaptive(threshold: 30)] {
            #expect(try KeyFramePolicy(parsing: policy.text) == policy)
        }
        for text in ["", "Auto", "auto2", "fix", "fixed:3"] {
            #expect(throws: KeyFramePolicyError.unknown(text)) { try KeyFramePolicy(parsing: text) }
        }
        for text in ["", "x", "1", "0", "-2", "nan", "inf", "1e9", "0x1p3", "1e1", "+2", " 2", "2,5"] {
            #expect(throws: KeyFramePolicyError.threshold(text, allowed: KeyFramePolicy.thresholds)) {
                try KeyFramePolicy(parsing: "auto:" + text)
            }
        }
    }
}
