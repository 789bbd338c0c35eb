import Experiments
import Testing

@Suite struct SourceListTests {
    @Test func seedsExpandAndAllElseStays() throws {
        #expect(try SourceList.expand("streets:3..5") == ["streets:3", "streets:4", "streets:5"])
        #expect(try SourceList.expand("streets:3..3,frames=9") == ["streets:3,frames=9"])
        #expect(try SourceList.expand("streets:3,frames=9") == ["streets:3,frames=9"])
        #expect(try SourceList.expand("../frames") == ["../frames"])
        #expect(try SourceList.expand("streets:1000..1047").count == 48)
    }

    @Test(arguments: [
        "streets:5..3", "streets:..3", "streets:3..", "streets:a..b", "streets:0..10000", "streets:-1..2",
    ])
    func rangesThatAreNone(_ text: String) {
        #expect(throws: TeachError.seedRange(text: text, limit: 10_000)) { try SourceList.expand(text) }
    }

    @Test func theLargestSeeds() throws {
        let last = UInt64.max
        #expect(try SourceList.expand("streets:\(last - 1)..\(last)") == ["streets:\(last - 1)", "streets:\(last)"])
    }
}
