import Foundation
import Testing

/// `scripts/fuzz`: as many cases as asked for; nothing unless asked.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DELTANAS_FUZZ"] != nil)) struct FuzzCampaignTests {
    @Test func aCampaign() throws {
        let environment = ProcessInfo.processInfo.environment
        let name = try #require(environment["DELTANAS_FUZZ"])
        let parser = try #require(FuzzParser(rawValue: name), "parsers: \(FuzzParser.allCases.map(\.rawValue))")
        let campaign = try FuzzCampaign(
            .init(
                parser: parser, cases: Int(environment["DELTANAS_FUZZ_CASES"] ?? "") ?? 100_000,
                seed: UInt64(environment["DELTANAS_FUZZ_SEED"] ?? "") ?? 1,
                first: Int(environment["DELTANAS_FUZZ_FIRST"] ?? "") ?? 0,
                folder: environment["DELTANAS_FUZZ_OUTPUT"] ?? Seeds.root + "/.build/fuzz"))
        let clock = ContinuousClock()
        let start = clock.now
        try campaign.run(Self.say)
        let seconds = (clock.now - start).components.seconds
        Self.say(
            "\(name): \(campaign.done) cases in \(seconds) s, \(campaign.accepted) accepted, \(campaign.refused) refused, "
                + "\(campaign.finds.count) found; \(campaign.peak) bytes at most (case \(campaign.peakIndex))")
        for find in campaign.finds.prefix(20) {
            Self.say("\(find.kind.rawValue) at \(find.index): \(find.text.prefix(600))")
        }
        #expect(campaign.finds.isEmpty)
    }

    private static func say(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}
