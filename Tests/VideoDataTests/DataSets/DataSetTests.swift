import Foundation
import StudentSpace
import Testing

@testable import VideoData

@Suite struct DataSetTests {
    private static let size = FrameSize(height: 2, width: 4)

    private static func frame(_ folder: TemporaryFolder, _ name: String, tone: Int = 0) throws {
        try folder.write([], name)
        try ImageFile.write(
            RGBImage(width: 4, height: 2, pixels: [UInt8](repeating: UInt8(tone), count: 24)),
            to: "\(folder.path)/\(name)")
    }

    private static func labels(_ folder: TemporaryFolder, _ name: String, _ ids: [UInt8]) throws {
        try folder.write([], name)
        try ImageFile.write(LabelMap(width: 4, height: 2, ids: ids), to: "\(folder.path)/\(name)")
    }

    private static func colours(_ folder: TemporaryFolder, _ name: String, _ colours: [[UInt8]]) throws {
        try folder.write([], name)
        try ImageFile.write(
            RGBImage(width: 4, height: 2, pixels: colours.flatMap { $0 }), to: "\(folder.path)/\(name)")
    }

    private static func open(_ text: String, classes: Int, size: FrameSize? = nil) throws -> any FrameSource {
        try DataSource.open(text, size: size, classCount: classes)
    }

    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: 6 - "\(number)".count) + "\(number)"
    }

    // MARK: Cityscapes

    /// Two snippets of 30 that follow each other in one sequence, whose labelled frames have odd numbers; a third with
    /// the usual numbers and no labels; one frame of another city that is only among the stills.
    private static func cityscapes(trainIds: Bool) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for number in 113..<173 {
            try frame(folder, "leftImg8bit_sequence/val/ulm/ulm_000000_\(padded(number))_leftImg8bit.png", tone: number)
        }
        for number in 0..<30 {
            try frame(folder, "leftImg8bit_sequence/val/bonn/bonn_000003_\(padded(number))_leftImg8bit.png")
        }
        try frame(folder, "leftImg8bit/val/ulm/ulm_000000_000132_leftImg8bit.png", tone: 9)
        try frame(folder, "leftImg8bit/train/jena/jena_000001_000019_leftImg8bit.png")
        for number in [132, 162] {
            let stem = "gtFine/val/ulm/ulm_000000_\(padded(number))_gtFine"
            try labels(folder, "\(stem)_labelIds.png", [0, 4, 7, 8, 11, 23, 33, 31])
            if trainIds { try labels(folder, "\(stem)_labelTrainIds.png", [255, 255, 0, 1, 2, 10, 18, 16]) }
        }
        return folder
    }

    @Test(arguments: [false, true])
    func cityscapesHasSnippetsWithTheirTwentiethFrameLabelled(_ trainIds: Bool) throws {
        let folder = try Self.cityscapes(trainIds: trainIds)
        let source = try Self.open("cityscapes:\(folder.path),split=val", classes: 19)
        #expect(source.frameCount == 90 && source.isLabelled && source.size == Self.size)
        #expect(source.videos(in: 0..<90) == [0..<30, 30..<60, 60..<90])
        #expect(source.frameName(at: 0) == "bonn_000003_000000_leftImg8bit")
        #expect(source.classSet == ClassSet.cityscapes && source.frameRate?.framesPerSecond == 17)
        let labelled = try (0..<90).filter { try source.labels(at: $0) != nil }
        #expect(labelled == [30 + 19, 60 + 19])
        #expect(try source.labels(at: 49)?.ids == [255, 255, 0, 1, 2, 10, 18, 16])
        // The sequence's own frame, not the still.
        #expect(try source.frame(at: 49).pixels[0] == 132)
        #expect(source.videos(in: 10..<35) == [10..<30, 30..<35])
    }

    @Test func cityscapesStillsWillDo() throws {
        let folder = try Self.cityscapes(trainIds: false)
        let all = try Self.open("cityscapes:\(folder.path)", classes: 19)
        #expect(all.frameCount == 91)
        try FileManager.default.removeItem(atPath: "\(folder.path)/leftImg8bit_sequence")
        let stills = try Self.open("cityscapes:\(folder.path)", classes: 19)
        #expect(stills.frameCount == 2 && stills.videos(in: 0..<2) == [0..<1, 1..<2])
        #expect(try stills.labels(at: 1) != nil && stills.labels(at: 0) == nil)
    }

    @Test func aListBringsSnippets() throws {
        let folder = try Self.cityscapes(trainIds: false)
        let list = try folder.write(
            Array("# frames\nleftImg8bit/val/ulm/ulm_000000_000162_leftImg8bit.png gtFine/x.png\n\n".utf8), "list.txt")
        let source = try Self.open("cityscapes:\(folder.path),list=\(list)", classes: 19)
        #expect(source.frameCount == 30 && source.frameName(at: 19) == "ulm_000000_000162_leftImg8bit")
        #expect(try source.labels(at: 19) != nil)
        try folder.write(Array("val/bonn/bonn_9_9_leftImg8bit.png".utf8), "list.txt")
        #expect(throws: DataSetError.notListed(list: list, line: 1, item: "val/bonn/bonn_9_9_leftImg8bit.png")) {
            try Self.open("cityscapes:\(folder.path),list=\(list)", classes: 19)
        }
        try folder.write([], "list.txt")
        #expect(throws: DataSetError.badList(path: list)) {
            try Self.open("cityscapes:\(folder.path),list=\(list)", classes: 19)
        }
    }

    // MARK: CamVid

    @Test func camVidsColoursAreMerged() throws {
        let folder = try TemporaryFolder()
        for name in ["0016E5_07961", "0016E5_07959", "Seq05VD_f00000"] {
            try Self.frame(folder, "701_StillsRaw_full/\(name).png")
        }
        // Archway, CartLuggagePram, LaneMkgsDriv, SUVPickupTruck, Void, Sky, RoadShoulder, and one that is none.
        try Self.colours(
            folder, "LabeledApproved_full/0016E5_07959_L.png",
            [
                [192, 0, 128], [64, 0, 192], [128, 0, 192], [64, 128, 192], [0, 0, 0], [128, 128, 128],
                [128, 128, 192], [1, 2, 3],
            ])
        let source = try Self.open("camvid:\(folder.path)/", classes: 11)
        #expect(source.videos(in: 0..<3) == [0..<2, 2..<3])
        #expect(try source.labels(at: 0)?.ids == [1, 9, 3, 8, 255, 0, 4, 255])
        #expect(try source.labels(at: 1) == nil)
        #expect(source.frameName(at: 2) == "Seq05VD_f00000")
    }

    @Test func camVidIn11ClassesIsFoundBySplit() throws {
        let folder = try TemporaryFolder()
        for (split, name) in [("train", "0001TP_006690"), ("train", "0001TP_006720"), ("val", "0016E5_07959")] {
            try Self.frame(folder, "\(split)/\(name).png")
            try Self.labels(folder, "\(split)annot/\(name).png", [0, 1, 2, 3, 10, 11, 255, 8])
        }
        let all = try Self.open("camvid:\(folder.path)", classes: 11)
        #expect(all.frameCount == 3)
        let train = try Self.open("camvid:\(folder.path),split=train", classes: 11)
        #expect(train.frameCount == 2)
        #expect(try train.labels(at: 0)?.ids == [0, 1, 2, 3, 10, 255, 255, 8])
        #expect(throws: DataSetError.nothingSelected(folder: folder.path, split: "tent")) {
            try Self.open("camvid:\(folder.path),split=tent", classes: 11)
        }
        let list = try folder.write(Array("/SegNet/CamVid/val/0016E5_07959.png /SegNet/x.png".utf8), "v.txt")
        #expect(try Self.open("camvid:\(folder.path),list=\(list)", classes: 11).frameCount == 1)
    }

    @Test(.enabled(if: Shared.isAvailable, "../shared is not there"))
    func theSharedClipIsCamVidsToo() throws {
        let source = try Self.open("camvid:\(Shared.clip)", classes: 11)
        let plain = try FrameFolder(Shared.clip, classCount: 11)
        #expect(source.frameCount == 51 && source.videos(in: 0..<51) == [0..<51])
        for index in [0, 17, 50] {
            #expect(try source.frame(at: index) == plain.frame(at: index))
            #expect(try source.labels(at: index) == plain.labels(at: index))
        }
    }

    // MARK: VSPW

    @Test func vspwHasListsOfVideos() throws {
        let folder = try TemporaryFolder()
        for (video, count) in [("127_-hIVCYO4C90", 3), ("9_b", 2)] {
            for number in 0..<count {
                try Self.frame(folder, "data/\(video)/origin/\(Self.padded(number)).png")
                try Self.labels(
                    folder, "data/\(video)/mask/\(Self.padded(number)).png", [0, 1, 2, 124, 255, 22, 61, 1])
            }
        }
        try folder.write(Array("9_b\n".utf8), "val.txt")
        let source = try Self.open("vspw:\(folder.path)", classes: 124)
        #expect(source.frameCount == 5 && source.videos(in: 0..<5) == [0..<2, 2..<5])
        #expect(try source.labels(at: 4)?.ids == [255, 0, 1, 123, 255, 21, 60, 0])
        #expect(Set((0..<5).map(source.frameName)).count == 5)
        let names = source.classSet?.names ?? []
        #expect(names.count == 124 && names[21] == "building" && names[60] == "person" && names[123] == "train")
        #expect(try Self.open("vspw:\(folder.path),split=val", classes: 124).frameCount == 2)
    }

    // MARK: One's own

    private static func own(_ labels: String) -> [UInt8] {
        Array(
            """
            {"format": "deltanas.dataset/1", "name": "mine", "frameRate": 10,
             "classes": [{"name": "ground", "colour": [1, 2, 3]}, {"name": "rest"}],
             "layouts": [{"frames": "frames/{clip}/{frame}.png", "labels": {"files": "labels/{clip}/{frame}.png", \(labels)}}]}
            """.utf8)
    }

    @Test func aFolderDescribesItself() throws {
        let folder = try TemporaryFolder()
        for name in ["a/2", "a/10", "b/1"] { try Self.frame(folder, "frames/\(name).png") }
        try Self.labels(folder, "labels/a/10.png", [5, 7, 9, 5, 5, 5, 5, 5])
        let map = #""map": [{"number": 5, "class": "rest"}, {"number": 7, "class": "ground", "name": "grass"}]"#
        try folder.write(Self.own(map + #", "void": [9]"#), "dataset.json")
        let source = try Self.open(folder.path, classes: 2)
        #expect((0..<3).map(source.frameName) == ["2", "10", "1"] && source.videos(in: 0..<3) == [0..<2, 2..<3])
        #expect(try source.labels(at: 0) == nil && source.labels(at: 1)?.ids == [1, 0, 255, 1, 1, 1, 1, 1])
        #expect(source.classSet?.names == ["ground", "rest"])
        #expect(source.classSet?.palette[0] == ClassSet.Colour(1, 2, 3) && source.frameRate?.framesPerSecond == 10)
        let before = try source.fingerprint()
        // What is not said is an error, unless the file says otherwise.
        try folder.write(Self.own(map), "dataset.json")
        let strict = try Self.open("dataset:\(folder.path)", classes: 2)
        #expect(try strict.fingerprint() != before)
        let path = "\(folder.path)/labels/a/10.png"
        #expect(throws: DataSetError.unknownLabel(path: path, label: "number 9", x: 2, y: 0)) {
            try strict.labels(at: 1)
        }
        #expect(throws: DataSetError.classCount(name: "mine", classes: 2, wanted: 11)) {
            try Self.open(folder.path, classes: 11)
        }
        let bare = try Self.open("dataset:\(folder.path),labels=none", classes: 11)
        #expect(!bare.isLabelled && bare.frameCount == 3)
    }

    @Test(arguments: [
        #""by": "colour""#, #""map": [{"number": 5, "class": "road"}]"#, #""map": [{"number": 300}]"#,
        #""map": [{"number": 1}, {"number": 1}]"#, #""other": "guess""#, #""mop": []"#,
        #""by": "colour", "map": [{"colour": [1, 2]}]"#,
    ])
    func badDescriptionsSayWhere(_ labels: String) throws {
        let folder = try TemporaryFolder()
        try Self.frame(folder, "frames/a/1.png")
        let file = try folder.write(Self.own(labels), "dataset.json")
        #expect { try Self.open(folder.path, classes: 2) } throws: {
            ($0 as? JSONContentError).map { $0.file == file && $0.path.hasPrefix("layouts[0].labels") } ?? false
        }
    }

    @Test func patternsStayBelowTheFolder() throws {
        let folder = try TemporaryFolder()
        let text = String(decoding: Self.own(#""by": "number""#), as: UTF8.self)
        for bad in ["../{clip}/{frame}.png", "/etc/{clip}{frame}", "frames/{frame}.png"] {
            try folder.write(Array(text.replacing("frames/{clip}/{frame}.png", with: bad).utf8), "dataset.json")
            #expect(throws: JSONContentError.self, "\(bad)") { try Self.open(folder.path, classes: 2) }
        }
    }

    @Test func optionsAreKnown() throws {
        #expect(
            throws: DataSetError.unknownOption(
                text: "vspw:x,spilt=val", option: "spilt=val", known: ["split=NAME", "list=FILE", "labels=none"])
        ) { try Self.open("vspw:x,spilt=val", classes: 124) }
        #expect(throws: DataSetError.emptyOption(text: "vspw:x,split=", option: "split")) {
            try Self.open("vspw:x,split=", classes: 124)
        }
        #expect(throws: DataSetError.missing(path: "/none/there")) { try Self.open("vspw:/none/there", classes: 124) }
        let folder = try TemporaryFolder()
        #expect(throws: DataSetError.self) { try Self.open("camvid:\(folder.path)", classes: 11) }
        #expect(DataSource.text("vspw:a,b,split=val,list=l") { "/x/\($0)" } == "vspw:/x/a,b,split=val,list=/x/l")
        #expect(
            DataSource.text("streets:1") { "/x/\($0)" } == "streets:1" && DataSource.text("a") { "/x/\($0)" } == "/x/a")
    }

    @Test func builtInDescriptionsHold() {
        #expect(DataSetDescription.builtIn.map(\.description.classes.count) == [11, 19, 124])
        #expect(
            ClassSet.cityscapes.names[18] == "bicycle" && ClassSet.cityscapes.palette[13] == ClassSet.Colour(0, 0, 142))
        #expect(ClassSet.camVid.names[0] == "sky" && ClassSet.camVid.palette[4] == ClassSet.Colour(60, 40, 222))
    }
}
