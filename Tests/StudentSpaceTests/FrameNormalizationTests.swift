import Networks
import StudentSpace
import Testing

/// The normalisation of an imported teacher, in a space file and in a spec.
@Suite struct FrameNormalizationTests {
    private func space(_ normalization: String?) throws -> SpaceFile {
        let entry = normalization.map { ", \"normalization\": \($0)" } ?? ""
        let text = """
            {
              "format": "deltanas.space/1", "name": "x", "input": "64x64", "keyframeInterval": 4, "data": "streets:1",
              "teacher": {"architecture": "onnx", "classes": 5, "weights": "m.onnx"\(entry)},
              "sites": [{"match": "*", "candidates": ["teacher"]}]
            }
            """
        return try SpaceFile(JSONParser.parse(Array(text.utf8), file: "x.json"), file: "x.json")
    }

    @Test func spaceKeepsIt() throws {
        let said = try space(
            #"{"mean": [0.1, -2, 3.5], "std": [1, 0.25, 58.4], "channelOrder": "bgr", "pixelRange": 255}"#)
        let expected = FrameNormalization(
            mean: [0.1, -2, 3.5], std: [1, 0.25, 58.4], channelOrder: .bgr, pixelRange: 255)
        #expect(expected != nil)
        #expect(said.teacher.normalization == expected)
        let again = try SpaceFile(JSONParser.parse(Array(said.json.text().utf8), file: "x.json"), file: "x.json")
        #expect(again.teacher.normalization == expected)
    }

    @Test func orderAndRangeHaveDefaults() throws {
        let said = try space(#"{"mean": [0, 0, 0], "std": [1, 1, 1]}"#)
        #expect(said.teacher.normalization?.channelOrder == .rgb)
        #expect(said.teacher.normalization?.pixelRange == 1)
    }

    @Test func spaceWithoutOneIsWrittenAsBefore() throws {
        let plain = try space(nil)
        #expect(plain.teacher.normalization == nil)
        #expect(!plain.json.text().contains("normalization"))
    }

    @Test(arguments: [
        (#"{"mean": [0, 0], "std": [1, 1, 1]}"#, "mean"),
        (#"{"mean": [0, 0, 0, 0], "std": [1, 1, 1]}"#, "mean"),
        (#"{"mean": [0, 0, 1e9], "std": [1, 1, 1]}"#, "mean[2]"),
        (#"{"mean": [0, 0, 0], "std": [1, 0, 1]}"#, "std[1]"),
        (#"{"mean": [0, 0, 0], "std": [-1, 1, 1]}"#, "std[0]"),
        (#"{"mean": [0, 0, 0], "std": [1, 1, 1e-40]}"#, "std[2]"),
        (#"{"mean": [0, 0, 0], "std": [1, 1, "1"]}"#, "std[2]"),
        (#"{"mean": [0, 0, 0]}"#, ""),
        (#"{"mean": [0, 0, 0], "std": [1, 1, 1], "pixelRange": 128}"#, "pixelRange"),
        (#"{"mean": [0, 0, 0], "std": [1, 1, 1], "channelOrder": "gbr"}"#, "channelOrder"),
        (#"{"mean": [0, 0, 0], "std": [1, 1, 1], "scale": 1}"#, ""),
    ]) func whatIsNoneIsAnError(_ text: String, _ place: String) throws {
        let path = "teacher.normalization" + (place.isEmpty ? "" : "." + place)
        #expect { try space(text) } throws: { error in
            (error as? JSONContentError)?.path.hasPrefix(path) == true
        }
    }

    @Test func numbersThatMakeNoneMakeNone() {
        #expect(FrameNormalization(mean: [0, .nan, 0], std: [1, 1, 1]) == nil)
        #expect(FrameNormalization(mean: [0, 0, 0], std: [1, .infinity, 1]) == nil)
        #expect(FrameNormalization(mean: [0, 0, 0], std: [1, 0, 1]) == nil)
        #expect(FrameNormalization(mean: [], std: []) == nil)
        #expect(FrameNormalization(mean: [0, 0, 0], std: [1, 1, 1], pixelRange: 2) == nil)
    }
}
