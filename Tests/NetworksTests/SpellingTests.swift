import Testing

@testable import Networks

@Suite struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2),
        ("recieve", "receive", 1),
    ])
    func distances(first: String, second: String, distance: Int) {
        #expect(Spelling.distance(Array(first), Array(second)) == distance)
        #expect(Spelling.distance(Array(second), Array(first)) == distance)
    }

    @Test func nearestFirstAndAtMostThree() {
        let names = ["camvid-9", "camvit", "camvid-1", "camvod", "street"]
        #expect(Spelling.nearest(to: "camvid", in: names) == ["camvid-1", "camvid-9", "camvit"])
        #expect(Spelling.nearest(to: "CAMVIT", in: names).first == "camvit")
        #expect(Spelling.nearest(to: "parkway", in: names).isEmpty)
        #expect(Spelling.nearest(to: "", in: names).isEmpty)
        #expect(Spelling.nearest(to: String(repeating: "a", count: 5000), in: names).isEmpty)
    }
}
