import Foundation
import Testing

@testable import VideoData

@Suite struct PathPatternTests {
    private static func tree(_ files: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in files { try folder.write([], file) }
        return folder
    }

    @Test func placeholdersStandForTheSameThroughout() throws {
        let folder = try Self.tree([
            "x/bonn/bonn_1_2.png", "x/bonn/ulm_1_3.png", "x/ulm/ulm_0_7.png", "x/ulm/.ulm_0_8.png",
        ])
        let pattern = try #require(PathPattern("x/{city}/{city}_{a}_{b}.png"))
        #expect(pattern.placeholders == ["city", "a", "b"] && pattern.folderPlaceholders == ["city"])
        let found = pattern.files(in: folder.path, [:])
        #expect(found.map(\.path) == ["x/bonn/bonn_1_2.png", "x/ulm/ulm_0_7.png"])
        #expect(found[1].values == ["city": "ulm", "a": "0", "b": "7"])
        #expect(pattern.files(in: folder.path, ["city": "bonn"]).count == 1)
        #expect(pattern.filled(["city": "c", "a": "1", "b": "2"]) == "x/c/c_1_2.png")
        #expect(pattern.filled(["city": "c", "a": "1"]) == nil)
    }

    @Test func choicesAreAllThereIs() throws {
        let folder = try Self.tree(["train/a.png", "trainannot/a.png", "val/a.png"])
        let pattern = try #require(PathPattern("{split:train|val}/{frame}.png"))
        #expect(pattern.files(in: folder.path, [:]).map(\.path) == ["train/a.png", "val/a.png"])
    }

    @Test func foldersAndFilesAreToldApart() throws {
        let folder = try Self.tree(["a.png/b.png", "c.png"])
        #expect(try #require(PathPattern("{x}.png")).files(in: folder.path, [:]).map(\.path) == ["c.png"])
        #expect(try #require(PathPattern("{x}/{y}.png")).files(in: folder.path, [:]).map(\.path) == ["a.png/b.png"])
    }

    @Test(arguments: ["", "/a", "a//b", "a/../b", "./a", "{a", "a}", "{a}{b}", "{}", "{a:}", "{a b}", "a/"])
    func malformedPatternsAreNone(_ text: String) { #expect(PathPattern(text) == nil) }
}
