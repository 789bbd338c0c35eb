import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct SpaceFileTests {
    private func text(sites: String, keyframes: String = "4", extra: String = "") -> String {
        """
        {"format": "deltanas.space/1", "name": "small", \(extra)
         "teacher": {"architecture": "a", "classes": 11, "weights": "t.safetensors"},
         "input": "16x24", "keyframeInterval": \(keyframes), "data": "streets:7",
         "sites": \(sites)}
        """
    }

    private func space(sites: String) throws -> SpaceFile {
        try SpaceFile(JSONParser.parse(text(sites: sites), file: "dir/s.json"), file: "dir/s.json")
    }

    private func sites() throws -> [Site] {
        [
            try site("conv1.0", 3, 32, stride: Size(2)), try site("layer1.0.conv1", 32, 32),
            try site("layer1.0.conv2", 32, 64), try site("layer2.0.shortcut", 32, 64, kernel: Size(1)),
            try site("head", 64, 11, kernel: Size(1)),
        ]
    }

    @Test func readsWhatIsWritten() throws {
        let file = try space(
            sites: """
                [{"match": ["conv1.0", "head"], "candidates": ["teacher"]},
                 {"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/16", "3C/8", 24]}, "teacher"]}]
                """)
        #expect(file.name == "small" && file.keyframeInterval == 4 && file.input == Size(height: 16, width: 24))
        #expect(file.teacher == .init(architecture: "a", classes: 11, weights: "t.safetensors"))
        #expect(file.weightsPath == "dir/t.safetensors")
        #expect(file.rules.map { $0.patterns.map(\.glob.pattern) } == [["conv1.0", "head"], ["*"]])
        #expect(
            file.rules[1].candidates.map(\.description) == [
                "zero", "lowrank:C/16", "lowrank:3C/8", "lowrank:24", "teacher",
            ])
        let again = try SpaceFile(JSONParser.parse(file.json.text(), file: "dir/s.json"), file: "dir/s.json")
        #expect(again.json == file.json)
    }

    @Test func resolvesDropsAndOrders() throws {
        let space = try space(
            sites: """
                [{"match": "head", "candidates": ["teacher"]},
                 {"match": "*", "candidates": ["teacher", "lowrank:C/4", "lowrank:8", "separable:C/4", "lowrank:30",
                                              "pointwise", "depthwise", "zero"]}]
                """
        ).resolve(sites())
        #expect(space.choices.map(\.site.name) == (try sites().map(\.name)))
        let square = space.choices[1]
        #expect(
            square.candidates.map(\.description)
                == ["zero", "depthwise", "pointwise", "separable:8", "lowrank:8", "teacher"])
        #expect(square.macs == square.candidates.map { $0.macs(at: square.site) })
        #expect(square.macs == square.macs.sorted())
        // 32 → 32 channels of 3×3: rank 30 costs 30·(288 + 32) against 9216 a position.
        #expect(square.dropped.map(\.candidate) == [.lowRank(rank: 30)])
        #expect(square.dropped[0].misfit == .costsNoLess(macs: 384 * 9600, teacherMACs: 384 * 9216))
        #expect(square.dropped[0].template.description == "lowrank:30")

        let shortcut = space.choices[3]
        #expect(shortcut.candidates.map(\.description) == ["zero", "lowrank:8", "lowrank:16", "teacher"])
        #expect(
            shortcut.dropped.map { "\($0.template)" } == ["separable:C/4", "lowrank:30", "pointwise", "depthwise"])
        #expect(shortcut.dropped[0].misfit == .sameAs(.lowRank(rank: 16)))
        #expect(shortcut.dropped[2].misfit == .isTeacher)
        #expect(space.choices[4].isFixed)

        let counts = space.choices.map(\.candidates.count)
        #expect(space.architectureCount == Double(counts.reduce(1, *)))
        #expect(space.minimumMACs == space.choices[4].site.teacherMACs)
        #expect(space.maximumMACs == space.teacherMACs)
    }

    @Test func firstMatchDecides() throws {
        let space = try space(
            sites: """
                [{"match": "layer1.*", "candidates": ["zero"]}, {"match": "layer?.0.conv?", "candidates": ["teacher"]},
                 {"match": "*", "candidates": ["teacher"]}]
                """
        )
        #expect(throws: SpaceError.self) { try space.resolve(sites()) }
        let reordered = SpaceFile(
            file: "f", name: "n", teacher: space.teacher, input: space.input, keyframeInterval: 4, data: "d",
            rules: [
                .init(patterns: [.init("layer1.0.conv1")], candidates: [CandidateTemplate("zero")!]),
                .init(patterns: [.init("layer?.0.conv?"), .init("head")], candidates: [CandidateTemplate("teacher")!]),
                .init(patterns: [.init("*")], candidates: [CandidateTemplate("lowrank:1")!]),
            ])
        #expect(
            try reordered.resolve(sites()).choices.map { $0.candidates.map(\.description) }
                == [["lowrank:1"], ["zero"], ["teacher"], ["lowrank:1"], ["teacher"]])
    }

    @Test(arguments: [
        (
            "[{\"match\": \"layre1.*\", \"candidates\": [\"zero\"]}, {\"match\": \"*\", \"candidates\": [\"teacher\"]}]",
            SpaceError.patternMatchesNothing(
                file: "dir/s.json", JSONPosition(line: 4, column: 22), pattern: "layre1.*", suggestion: "layer1.*")
        ),
        (
            "[{\"match\": [\"head\", \"conv1.O\"], \"candidates\": [\"teacher\"]}, {\"match\": \"*\", \"candidates\": [\"zero\"]}]",
            .patternMatchesNothing(
                file: "dir/s.json", JSONPosition(line: 4, column: 31), pattern: "conv1.O", suggestion: "conv1.0")
        ),
        (
            "[{\"match\": \"*\", \"candidates\": [\"zero\"]},\n{\"match\": \"head\", \"candidates\": [\"teacher\"]}]",
            .shadowedEntry(
                file: "dir/s.json", JSONPosition(line: 5, column: 1), patterns: ["head"],
                by: JSONPosition(line: 4, column: 12))
        ),
        (
            "[{\"match\": \"layer*\", \"candidates\": [\"zero\"]}]",
            .unmatchedSites(file: "dir/s.json", ["conv1.0", "head"])
        ),
        (
            "[{\"match\": \"*\", \"candidates\": [\"pointwise\", \"lowrank:2\"]}]",
            nil
        ),
        (
            "[{\"match\": \"*\", \"candidates\": [\"pointwise\"]}]",
            .noCandidates(
                file: "dir/s.json", JSONPosition(line: 4, column: 12), site: "layer2.0.shortcut",
                dropped: [
                    .init(
                        candidate: .pointwise, template: CandidateTemplate(kind: .pointwise, rank: nil)!,
                        misfit: .isTeacher)
                ])
        ),
    ])
    func rulesMustFitTheTeacher(rules: String, error: SpaceError?) throws {
        let space = try space(sites: rules)
        if let error {
            #expect(throws: error) { try space.resolve(sites()) }
        } else {
            _ = try space.resolve(sites())
        }
    }

    @Test func mistakesAreNamedWithTheirPlace() throws {
        func error(_ text: String) -> JSONContentError? {
            do {
                _ = try SpaceFile(JSONParser.parse(text, file: "s.json"), file: "s.json")
                return nil
            } catch {
                return error as? JSONContentError
            }
        }
        let rules = "[{\"match\": \"*\", \"candidates\": [\"teacher\"]}]"
        #expect(error(text(sites: rules)) == nil)
        let unknown = error(text(sites: rules, extra: "\"keyFrameInterval\": 4,"))
        #expect(unknown?.line == 1 && unknown?.column == 49)
        guard case .unknownKey("keyFrameInterval", suggestion: "keyframeInterval", known: _)? = unknown?.reason else {
            Issue.record("\(String(describing: unknown))")
            return
        }
        #expect(
            error(text(sites: rules, keyframes: "1"))?.reason
                == .outOfRange(found: "1", expected: "an integer in 2...1000"))
        #expect(error("{\"name\": \"x\"}")?.reason == .missingKey("format"))
        #expect(error("[]")?.reason == .wrongType(expected: "an object", found: .array))
        #expect(error(text(sites: "[]"))?.reason == .empty)
        #expect(error(text(sites: "[{\"match\": [], \"candidates\": [\"zero\"]}]"))?.path == "sites[0].match")
        #expect(error(text(sites: "[{\"match\": \"*\", \"candidates\": []}]"))?.path == "sites[0].candidates")
        #expect(error(text(sites: "[{\"match\": \"*\"}]"))?.reason == .missingKey("candidates"))

        func candidate(_ entry: String) -> JSONContentError.Reason? {
            error(text(sites: "[{\"match\": \"*\", \"candidates\": [\(entry)]}]"))?.reason
        }
        let expected = "a candidate such as teacher, lowrank:16, separable:C/4 or zero"
        #expect(
            candidate("\"lowrnk:C/4\"") == .unknownValue("lowrnk:C/4", expected: expected, suggestion: "lowrank:C/4"))
        #expect(candidate("\"lowrank\"") == .unknownValue("lowrank", expected: expected, suggestion: "lowrank:C/4"))
        #expect(
            candidate("\"lowrank:C/0\"") == .unknownValue("lowrank:C/0", expected: expected, suggestion: "lowrank:C/4"))
        #expect(candidate("\"zero:4\"") == .unknownValue("zero:4", expected: expected, suggestion: "zero"))
        #expect(candidate("\"conv\"") == .unknownValue("conv", expected: expected, suggestion: nil))
        #expect(candidate("4") == .wrongType(expected: "a string", found: .number))
        #expect(candidate("{\"kind\": \"lowrank\", \"ranks\": [\"C/x\"]}") != nil)
        #expect(candidate("{\"kind\": \"lowrank\", \"ranks\": [0]}") != nil)
        #expect(candidate("{\"kind\": \"zero\", \"ranks\": [1]}") != nil)
        #expect(candidate("{\"kind\": \"lowrank\", \"rank\": [1]}") != nil)
    }

    @Test func ranksAsFractions() throws {
        func value(_ text: String, _ channels: Int) -> Int? { RankExpression(text)?.value(outputChannels: channels) }
        #expect(value("C/4", 32) == 8 && value("3C/8", 20) == 7 && value("C/16", 11) == 1 && value("C", 32) == 32)
        #expect(value("12", 99) == 12)
        for text in ["", "C/", "/4", "4C", "C4", "0", "-1", "C/4/2", "c/4", " C/4", "01", "0C/4", "9999999999"] {
            if text == "4C" { #expect(value(text, 8) == 32) } else { #expect(RankExpression(text) == nil, "\(text)") }
        }
    }

    @Test(arguments: [
        ("*", "a.b", true), ("a.*", "a.b.c", true), ("a.*", "ab", false), ("a?c", "abc", true), ("a?c", "ac", false),
        ("*.conv1", "layer1.0.conv1", true), ("*.conv1", "layer1.0.conv12", false), ("a*b*c", "aXbYbZc", true),
        ("", "", true), ("", "a", false), ("**", "x", true), ("layer3_.*", "layer3.0", false),
        ("*a*a*a*a*a*a*a*a*b", String(repeating: "a", count: 5000), false),
    ])
    func globs(pattern: String, name: String, matches: Bool) {
        #expect(Glob(pattern).matches(name) == matches)
    }

    @Test func sizesAsText() {
        #expect(Size(text: "256x512") == Size(height: 256, width: 512))
        for text in ["256", "256x", "x512", "0x8", "256X512", "256x512x3", "-1x8", " 8x8", "99999x8", "08x8"] {
            #expect(Size(text: text) == nil, "\(text)")
        }
    }
}
