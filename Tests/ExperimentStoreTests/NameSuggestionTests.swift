import Testing

@testable import ExperimentStore

@Suite struct NameSuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2),
    ])
    func levenshtein(first: String, second: String, distance: Int) {
        #expect(NameSuggestion.distance(first, second) == distance)
        #expect(NameSuggestion.distance(second, first) == distance)
    }

    @Test func nearestFirstAndAtMostThree() {
        let names = ["camvid-9", "camvit", "camvid-1", "camvod", "street"]
        #expect(NameSuggestion.similar(to: "camvid", among: names) == ["camvid-1", "camvid-9", "camvit"])
        #expect(NameSuggestion.similar(to: "CAMVIT", among: names).first == "camvit")
    }
}
