import Networks
import StudentSpace
import Testing

@Suite struct BudgetTests {
    private let teacher = 2_267_500_000

    @Test(arguments: [
        ("2GFLOPs", 1_000_000_000), ("1.83GFLOPs", 915_000_000), ("1GMACs", 1_000_000_000),
        ("915MMACs", 915_000_000), ("915mmacs", 915_000_000), ("0.3 gflops", 150_000_000), ("1e3 MMACs", 1_000_000_000),
        ("3MACs", 3), ("3FLOPs", 1), ("2 kmac", 2000), ("7MFLOP", 3_500_000), ("+1TMACs", 1_000_000_000_000),
        ("1.9999999999999999999999GMACs", 1_999_999_999), ("0.0000000019GMACs", 1), (".5GMACs", 500_000_000),
        ("12.34567891234kMACs", 12345), ("  2GFLOPs ", 1_000_000_000), ("1000000TMACs", Budget.largestMACs),
        ("2e-3TFLOPs", 1_000_000_000),
    ])
    func statedInUnits(text: String, macs: Int) throws {
        #expect(try Budget(parsing: text).amount(teacher: teacher) == macs)
    }

    @Test(arguments: [
        ("45%", 1_020_375_000), ("100%", 2_267_500_000), ("47.6 %", 1_079_330_000), ("0.00000005%", 1),
        ("33.333333333333333333333%", 755_833_333), ("1e-9%", 0), ("250%", 5_668_750_000),
    ])
    func shareOfTheTeacher(text: String, macs: Int) throws {
        #expect(try Budget(parsing: text).amount(teacher: teacher) == macs)
    }

    /// 0.1 + 0.2 has no place here: every hundredth of a percent is exact.
    @Test func sharesAreExact() throws {
        for hundredths in 1...10_000 {
            let text = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
            #expect(try Budget(parsing: text).amount(teacher: 36_281_319_424) == 36_281_319_424 * hundredths / 10_000)
        }
    }

    @Test(arguments: [
        ("2", BudgetError.missingUnit(text: "2", suggestion: "2GFLOPs")),
        ("1.5 ", .missingUnit(text: "1.5 ", suggestion: "1.5GFLOPs")),
        ("2 bananas", .unknownUnit(text: "2 bananas", unit: "bananas", suggestion: "2GFLOPs")),
        ("2G", .unknownUnit(text: "2G", unit: "G", suggestion: "2GFLOPs")),
        ("2GFLOSp", .unknownUnit(text: "2GFLOSp", unit: "GFLOSp", suggestion: "2GFLOPs")),
        ("3 MMCAs", .unknownUnit(text: "3 MMCAs", unit: "MMCAs", suggestion: "3MMACs")),
        ("2GFLOPs/s", .unknownUnit(text: "2GFLOPs/s", unit: "GFLOPs/s", suggestion: "2GFLOPs")),
        ("1,5GFLOPs", .decimalComma(text: "1,5GFLOPs", suggestion: "1.5GFLOPs")),
        ("-1GFLOPs", .negative(text: "-1GFLOPs", suggestion: "1GFLOPs")),
        ("-45%", .negative(text: "-45%", suggestion: "45%")),
        ("0GFLOPs", .zero(text: "0GFLOPs", suggestion: "2GFLOPs")),
        ("0%", .zero(text: "0%", suggestion: "2GFLOPs")),
        ("1FLOPs", .zero(text: "1FLOPs", suggestion: "2GFLOPs")),
        ("1e-99GMACs", .zero(text: "1e-99GMACs", suggestion: "2GFLOPs")),
        ("1e99GMACs", .tooLarge(text: "1e99GMACs", suggestion: "2GFLOPs")),
        ("1e99999999999999999999GMACs", .tooLarge(text: "1e99999999999999999999GMACs", suggestion: "2GFLOPs")),
        ("1000001TMACs", .tooLarge(text: "1000001TMACs", suggestion: "2GFLOPs")),
        ("1e40%", .tooLarge(text: "1e40%", suggestion: "100%")),
        ("", .notANumber(text: "")), ("NaN", .notANumber(text: "NaN")), ("inf%", .notANumber(text: "inf%")),
        ("GFLOPs", .notANumber(text: "GFLOPs")), (".", .notANumber(text: ".")),
        ("--1GMACs", .notANumber(text: "--1GMACs")),
    ])
    func whatIsNoBudget(text: String, error: BudgetError) {
        #expect(throws: error) { try Budget(parsing: text) }
    }

    /// The largest whole cost of a delta frame that keeps `teacher + (T − 1) · delta ≤ T · budget`.
    @Test func amortisedLimitIsTheLargestCostThatKeepsTheBudget() throws {
        for interval in [2, 3, 4, 7, 30] {
            for macs in [1, 199, 200, 201, 250, 300, 333, 999, 1000, 1001, 5000] {
                let limit = BudgetLimit(
                    Budget(macs: macs), scope: .amortised, teacherMACs: 1000, keyframeInterval: interval)
                let delta = limit.deltaFrameMACs
                #expect(1000 + (interval - 1) * delta <= interval * macs)
                #expect(1000 + (interval - 1) * (delta + 1) > interval * macs)
                if delta >= 0 { #expect(limit.macsInScope(deltaFrame: delta) <= macs) }
                #expect(limit.macsInScope(deltaFrame: max(0, delta + 1)) > macs)
            }
        }
    }

    @Test func deltaFrameLimitIsTheBudget() throws {
        let limit = BudgetLimit(try Budget(parsing: "45%"), teacherMACs: teacher, keyframeInterval: 4)
        #expect(limit.deltaFrameMACs == 1_020_375_000)
        #expect(limit.allows(deltaFrameMACs: 1_020_375_000))
        #expect(!limit.allows(deltaFrameMACs: 1_020_375_001))
    }

    @Test func largestBudgetDoesNotOverflow() throws {
        let limit = BudgetLimit(
            try Budget(parsing: "1000000TMACs"), scope: .amortised, teacherMACs: 1, keyframeInterval: 1000)
        #expect(limit.deltaFrameMACs > Budget.largestMACs)
    }

    @Test(arguments: [
        (915_000_000, "0.915 GMACs (1.83 GFLOPs)"), (36_281_319_424, "36.281 GMACs (72.563 GFLOPs)"),
        (0, "0 MACs (0 FLOPs)"), (499, "499 MACs (998 FLOPs)"), (500, "0.5 kMACs (1 kFLOPs)"),
        (1_999_999_600, "2 GMACs (4 GFLOPs)"), (7_000_000_000_000, "7 TMACs (14 TFLOPs)"),
    ])
    func costsCarryTheirUnits(macs: Int, text: String) {
        #expect(Cost(macs: macs).description == text)
    }

    @Test func spellingFindsTheNearestWord() {
        let words = ["keyframeInterval", "input", "sites"]
        #expect(Spelling.closest(to: "keyframeinterval", in: words) == "keyframeInterval")
        #expect(Spelling.closest(to: "keyFrameIntervall", in: words) == "keyframeInterval")
        #expect(Spelling.closest(to: "site", in: words) == "sites")
        #expect(Spelling.closest(to: "ipnut", in: words) == "input")
        #expect(Spelling.closest(to: "teacher", in: words) == nil)
        #expect(Spelling.closest(to: "x", in: []) == nil)
    }
}
