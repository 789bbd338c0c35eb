import Testing

@testable import Training

@Suite struct LearningRateScheduleTests {
    @Test func risesLinearlyThenFallsAsACosine() {
        let schedule = LearningRateSchedule(peak: 0.2, warmup: 4, steps: 104)
        #expect((0..<4).map(schedule.rate) == [0.05, 0.1, 0.15, 0.2].map { Float($0) })
        #expect(schedule.rate(4) == 0.2)
        #expect(abs(schedule.rate(54) - 0.1) < 1e-7)
        #expect(abs(schedule.rate(29) - 0.2 * 0.853_553_4) < 1e-6)
        #expect(schedule.rate(103) > 0)
        #expect(schedule.rate(104) == 0)
        #expect(schedule.rate(1000) == 0)
        for step in 4..<104 { #expect(schedule.rate(step + 1) < schedule.rate(step)) }
    }

    @Test func worksWithoutWarmUpAndWithNothingElse() {
        #expect(LearningRateSchedule(peak: 1, warmup: 0, steps: 10).rate(0) == 1)
        let short = LearningRateSchedule(peak: 1, warmup: 10, steps: 5)
        #expect((0..<5).map(short.rate) == [0.1, 0.2, 0.3, 0.4, 0.5].map { Float($0) })
    }
}
