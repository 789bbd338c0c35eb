import Networks
import StudentSpace
import Testing

@Suite struct TimeBudgetTests {
    @Test(arguments: [
        ("7ms", 7_000_000), ("0.9s", 900_000_000), ("500us", 500_000), ("500 µs", 500_000), ("7MS", 7_000_000),
        ("12ns", 12), ("1.5 ms", 1_500_000), ("0.0000019ms", 1), ("2e-3s", 2_000_000), ("3600s", 3_600_000_000_000),
    ])
    func statedInSeconds(text: String, nanoseconds: Int) throws {
        let budget = try Budget(parsing: text)
        #expect(budget.resource == .time && budget.amount(teacher: 18_000_000) == nanoseconds)
    }

    @Test(arguments: [
        ("35%latency", 6_300_000), ("35 % latency", 6_300_000), ("33.3333333%LATENCY", 5_999_999),
        ("100%latency", 18_000_000),
    ])
    func shareOfTheTeachersTime(text: String, nanoseconds: Int) throws {
        let budget = try Budget(parsing: text)
        #expect(budget.resource == .time && budget.amount(teacher: 18_000_000) == nanoseconds)
    }

    @Test(arguments: ["35%", "35%MACs", "35%FLOPs", "35 % flops"])
    func aShareIsOfComputeUnlessItSaysOtherwise(text: String) throws {
        let budget = try Budget(parsing: text)
        #expect(budget.resource == .compute && budget.amount(teacher: 1000) == 350)
    }

    @Test(arguments: [
        ("0ms", BudgetError.zero(text: "0ms", suggestion: "7ms")),
        ("0.1ns", .zero(text: "0.1ns", suggestion: "7ms")),
        ("0%latency", .zero(text: "0%latency", suggestion: "7ms")),
        ("-7ms", .negative(text: "-7ms", suggestion: "7ms")),
        ("3601s", .tooLarge(text: "3601s", suggestion: "7ms")),
        ("1001%latency", .tooLarge(text: "1001%latency", suggestion: "100%latency")),
        ("7msec", .unknownUnit(text: "7msec", unit: "msec", suggestion: "7ms")),
        ("35%time", .unknownUnit(text: "35%time", unit: "%time", suggestion: "35%latency")),
        ("35%Latencies", .unknownUnit(text: "35%Latencies", unit: "%Latencies", suggestion: "35%latency")),
        ("35%sec", .unknownUnit(text: "35%sec", unit: "%sec", suggestion: "35%latency")),
        ("7m", .unknownUnit(text: "7m", unit: "m", suggestion: "7ms")),
        ("7n", .unknownUnit(text: "7n", unit: "n", suggestion: "7ns")),
        ("7M", .unknownUnit(text: "7M", unit: "M", suggestion: "7MFLOPs")),
        ("7,5ms", .decimalComma(text: "7,5ms", suggestion: "7.5ms")),
        ("45,5 %", .decimalComma(text: "45,5 %", suggestion: "45.5 %")),
        ("7ms,8ms", .several(text: "7ms,8ms", ["7ms", "8ms"])),
        ("2GFLOPs, 7ms", .several(text: "2GFLOPs, 7ms", ["2GFLOPs", "7ms"])),
        ("7,,5ms", .unknownUnit(text: "7,,5ms", unit: ",,5ms", suggestion: "7GFLOPs")),
        ("35%latncy", .unknownUnit(text: "35%latncy", unit: "%latncy", suggestion: "35%latency")),
    ])
    func whatIsNoBudgetOfTime(text: String, error: BudgetError) {
        #expect(throws: error) { try Budget(parsing: text) }
        switch error {
        case .unknownUnit(_, _, let suggestion), .decimalComma(_, let suggestion):
            #expect((try? Budget(parsing: suggestion)) != nil)
        default: break
        }
    }

    @Test func oneOfEachKind() throws {
        let both = try Budgets([Budget(parsing: "7ms"), Budget(parsing: "2GFLOPs")])
        #expect(both.text == "2GFLOPs + 7ms")
        for text in ["2GFLOPs+7ms", " 7ms + 2GFLOPs", "2GFLOPs + 7ms"] {
            #expect(try Budgets(parsing: text).time?.amount(teacher: 1) == 7_000_000)
            #expect(try Budgets(parsing: text).compute?.amount(teacher: 1) == 1_000_000_000)
        }
        #expect(throws: BudgetError.decimalComma(text: "7,5ms", suggestion: "7.5ms")) {
            try Budgets.alternatives(parsing: ["7,5ms"])
        }
        // A sign is none of these.
        #expect(try Budgets(parsing: "2e+3kMACs").compute?.amount(teacher: 1) == 2_000_000)
        #expect(try Budgets(parsing: "+45%").text == "+45%")
        #expect(throws: BudgetError.repeated(.time, first: "7ms", second: "35%latency")) {
            try Budgets(parsing: "7ms+35%latency")
        }
        #expect(throws: BudgetError.repeated(.compute, first: "2GFLOPs", second: "45%")) {
            try Budgets([Budget(parsing: "2GFLOPs"), Budget(parsing: "45%")])
        }
    }

    @Test(arguments: [
        (["50%,20%"], ["50%", "20%"]), (["50%", "20%"], ["50%", "20%"]), (["50%,35%latency"], ["50%", "35%latency"]),
        (["2GFLOPs", "7ms"], ["2GFLOPs + 7ms"]), (["7ms", "50%,20%"], ["50% + 7ms", "20% + 7ms"]),
        (["50%+7ms,20%", "9ms"], ["50% + 7ms", "20%", "9ms"]), ([], []),
    ])
    func alternatives(texts: [String], expected: [String]) throws {
        #expect(try Budgets.alternatives(parsing: texts).map(\.text) == expected)
    }

    /// The scope holds for either kind, by the same rule.
    @Test func theScopeIsOfBoth() throws {
        let budgets = try Budgets(parsing: "50%+60%latency")
        for interval in [2, 3, 4, 7] {
            let limit = BudgetLimit(
                budgets, scope: .amortised, teacherMACs: 1000, teacherNanoseconds: 777, keyframeInterval: interval)
            for (bound, teacher) in [(limit.compute, 1000), (limit.time, 777)] {
                let bound = try #require(bound)
                #expect(bound.teacher == teacher)
                #expect(teacher + (interval - 1) * bound.deltaFrame <= interval * bound.frame)
                #expect(teacher + (interval - 1) * (bound.deltaFrame + 1) > interval * bound.frame)
            }
            #expect(limit.compute?.frame == 500 && limit.time?.frame == 466)
        }
        let single = BudgetLimit(
            try Budgets(parsing: "7ms"), teacherMACs: 1000, teacherNanoseconds: 9_000_000, keyframeInterval: 4)
        #expect(single.compute == nil && single.deltaFrameNanoseconds == 7_000_000)
        #expect(single.allows(FrameCost(macs: 123_456_789, nanoseconds: 7_000_000)))
        #expect(!single.allows(FrameCost(macs: 0, nanoseconds: 7_000_001)))
    }

    @Test(arguments: [
        (7_000_000, "7 ms"), (7_250_499, "7.25 ms"), (999, "999 ns"), (1500, "1.5 µs"), (0, "0 ns"),
        (1_234_567_890, "1.235 s"), (999_999_600, "1000 ms"),
    ])
    func timesCarryTheirUnits(nanoseconds: Int, text: String) {
        #expect(FrameDuration(nanoseconds: nanoseconds).description == text)
    }
}
