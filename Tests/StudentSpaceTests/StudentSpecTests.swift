import Foundation
import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct StudentSpecTests {
    private let digest = SHA256Text(String(repeating: "0a", count: 32))!

    private func spec(_ selection: Selection, _ sites: [Site], _ limit: BudgetLimit, damages: [Double]? = nil)
        -> StudentSpec
    {
        StudentSpec(
            selection: selection, sites: sites, damages: damages, limit: limit, input: Size(height: 16, width: 24),
            teacher: .init(
                architecture: "a", classes: 11,
                weights: .init(file: PathInFolder("teacher.safetensors")!, sha256: digest)),
            weights: .init(file: PathInFolder("student.safetensors")!, sha256: digest),
            provenance: .init(
                experiment: "e \"1\"", strategy: "solve", seed: .max, space: .init(name: "s", sha256: digest),
                data: .init(name: "streets:7,frames=48", sha256: digest)),
            createdBy: "deltanas 0.0.0")
    }

    private func example() throws -> (spec: StudentSpec, sites: [Site]) {
        let sites = try variedSites()
        let candidates: [Candidate] = [
            .lowRank(rank: 8), .separable(rank: 3), .pointwise, .zero, .depthwise, .depthwisePointwise,
            .lowRank(rank: 2), .depthwise, .pointwise, .teacher, .separable(rank: 5), .teacher, .lowRank(rank: 2),
        ]
        let selection = Selection(zip(sites, candidates).map { .init(site: $0.name, candidate: $1) })
        for (site, candidate) in zip(sites, candidates) { #expect(candidate.misfit(at: site) == nil, "\(site.name)") }
        let teacher = sites.reduce(0) { $0 + $1.teacherMACs }
        let limit = BudgetLimit(
            try Budget(parsing: "90%"), scope: .amortised, teacherMACs: teacher, keyframeInterval: 4)
        let damages = (0..<sites.count).map { Double($0) / 3 }
        return (spec(selection, sites, limit, damages: damages), sites)
    }

    private func verifier(_ sites: [Site]) -> SpecVerifier {
        SpecVerifier(sites.map { .init(name: $0.name, geometry: ConvolutionGeometry($0)) })
    }

    private func read(_ text: String) throws -> StudentSpec {
        try StudentSpec(JSONParser.parse(text, file: "student.json"), file: "student.json")
    }

    @Test func writingAndReadingRoundTrip() throws {
        let (spec, sites) = try example()
        let text = spec.json.text()
        let again = try read(text)
        #expect(again == spec)
        #expect(again.json.text() == text)
        #expect(again.selection == spec.selection)
        #expect(verifier(sites).discrepancies(in: again) == [])
        // Any other reader finds the entries by their documented names.
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let entries = object?["sites"] as? [[String: Any]]
        #expect(entries?.count == sites.count)
        #expect(entries?[0]["candidate"] as? String == "lowrank" && entries?[0]["rank"] as? Int == 8)
        #expect(entries?[3]["rank"] is NSNull)
        #expect(entries?[0]["macs"] as? Int == spec.sites[0].macs)
    }

    @Test func aTunedTeacherNamesItsOriginal() throws {
        var (spec, _) = try example()
        #expect(!spec.json.text().contains("original"))
        spec.teacher.original = spec.weights
        let text = spec.json.text()
        #expect(text.contains("\"original\""))
        #expect(try read(text) == spec)
    }

    @Test func filesAreWrittenWholeOrNotAtAll() throws {
        let (spec, _) = try example()
        let folder = FileManager.default.temporaryDirectory.appending(path: "spec-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "student.json").path(percentEncoded: false)
        try spec.write(to: path)
        try spec.write(to: path)
        #expect(try StudentSpec.read(path) == spec)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == ["student.json"])

        #expect(throws: DocumentFileError.cannotRead(path: path + "x", reason: "No such file or directory")) {
            try StudentSpec.read(path + "x")
        }
        let folderPath = folder.path(percentEncoded: false)
        #expect(throws: DocumentFileError.notAFile(path: folderPath)) { try StudentSpec.read(folderPath) }
        #expect(throws: DocumentFileError.cannotWrite(path: path + "/x", reason: "Not a directory")) {
            try spec.write(to: path + "/x")
        }
        // A target that cannot be replaced stays, and nothing is left beside it.
        #expect(throws: DocumentFileError.self) { try DocumentFile.replace(folderPath, with: [1]) }
        #expect(try DocumentFile.contents(of: path) == Array(spec.json.text().utf8))
        #expect(throws: DocumentFileError.tooLarge(path: path, limit: 10)) {
            try DocumentFile.contents(of: path, limit: 10)
        }
    }

    @Test func pathsStayInTheirFolder() {
        for text in ["student.safetensors", "weights/a b.safetensors", "..a/b..", "...", "é"] {
            #expect(PathInFolder(text) != nil, "\(text)")
        }
        for text in [
            "", "/etc/passwd", "..", "../x", "a/../b", "a/..", ".", "./a", "a//b", "a/", "a\\..\\b", "a\0b", "a\nb",
            String(repeating: "a", count: 2000),
        ] {
            #expect(PathInFolder(text) == nil, "\(text)")
        }
        #expect(PathInFolder("a/b")?.path(from: "out") == "out/a/b")
        #expect(PathInFolder("a")?.path(from: "out/") == "out/a")
        #expect(PathInFolder("a")?.path(from: "") == "a")
    }

    @Test(arguments: [
        ("\"file\": \"student.safetensors\"", "\"file\": \"../student.safetensors\"", "weights.file"),
        ("\"file\": \"student.safetensors\"", "\"file\": \"/tmp/s\"", "weights.file"),
        ("\"keyframeInterval\": 4", "\"keyframeInterval\": 0", "keyframeInterval"),
        ("\"scope\": \"amortised\"", "\"scope\": \"amortized\"", "budget.scope"),
        ("\"candidate\": \"lowrank\"", "\"candidate\": \"low\"", "sites[0].candidate"),
        ("\"rank\": 8", "\"rank\": null", "sites[0].rank"),
        ("\"rank\": 8", "\"rank\": -8", "sites[0].rank"),
        ("\"rank\": null", "\"rank\": 3", "sites[2].rank"),
        ("\"format\": \"deltanas.student/1\"", "\"format\": \"deltanas.student/2\"", "format"),
        ("\"seed\": \"18446744073709551615\"", "\"seed\": \"18446744073709551616\"", "provenance.seed"),
        ("0a0a0a", "0A0a0a", "provenance.space.sha256"),
        ("\"kernel\": \"3x3\"", "\"kernel\": 3", "sites[0].geometry.kernel"),
        ("\"name\": \"wider\"", "\"name\": \"square\"", "sites[1]"),
        ("\"damage\"", "\"demage\"", "sites[0]"),
    ])
    func whatIsWrongIsNamed(found: String, replacement: String, path: String) throws {
        let text = try example().spec.json.text()
        let range = try #require(text.range(of: found))
        let changed = text.replacingCharacters(in: range, with: replacement)
        do {
            _ = try read(changed)
            Issue.record("accepted")
        } catch let error as JSONContentError {
            #expect(error.path == path)
            #expect(error.line > 1)
        }
    }

    @Test func flopsThatAreNotTwiceTheMACsAreAnError() throws {
        let spec = try example().spec
        let text = spec.json.text().replacingOccurrences(
            of: "\"teacherFLOPs\": \(2 * spec.use.teacherMACs)", with: "\"teacherFLOPs\": \(spec.use.teacherMACs)")
        #expect(throws: JSONContentError.self) { try read(text) }
    }

    @Test func theVerifierFindsEveryLie() throws {
        let (spec, sites) = try example()
        let verifier = verifier(sites)
        func found(_ change: (inout StudentSpec) -> Void) -> [SpecDiscrepancy] {
            var changed = spec
            change(&changed)
            return verifier.discrepancies(in: changed)
        }
        let delta = spec.use.deltaFrameMACs
        let (mean, teacher) = (spec.use.amortisedMACs, spec.use.teacherMACs)

        #expect(
            found { $0.sites[0].macs -= 1 }
                == [.siteMACs(site: "square", stated: spec.sites[0].macs - 1, recounted: spec.sites[0].macs)])
        #expect(
            found { $0.sites[4].teacherMACs += 1 }
                == [
                    .siteTeacherMACs(
                        site: "pointwise", stated: spec.sites[4].teacherMACs + 1, recounted: spec.sites[4].teacherMACs)
                ])
        #expect(found { $0.use.deltaFrameMACs -= 1 } == [.deltaFrameMACs(stated: delta - 1, recounted: delta)])
        #expect(found { $0.use.amortisedMACs -= 1 } == [.amortisedMACs(stated: mean - 1, recounted: mean)])
        #expect(found { $0.use.teacherMACs += 1 } == [.teacherMACs(stated: teacher + 1, recounted: teacher)])
        #expect(found { $0.sites.swapAt(1, 2) }.contains(.siteOutOfOrder("odd", position: 1, expected: 2)))
        #expect(found { $0.sites.removeLast() }.contains(.missingSite("single")))
        #expect(found { $0.sites[0].name = "other" }.contains(.unexpectedSite("other")))
        #expect(
            found { $0.sites[1].candidate = .depthwise }.contains(.impossibleCandidate(site: "wider", .depthwise)))
        #expect(
            found { $0.sites[0].candidate = .lowRank(rank: 40) }
                .contains(.impossibleCandidate(site: "square", .lowRank(rank: 40))))
        #expect(
            found { $0.sites[5].candidate = .pointwise }.contains(.impossibleCandidate(site: "unpadded", .pointwise)))
        // A cheaper geometry in the file does not make the student cheaper.
        var smaller = spec.sites[0].geometry
        smaller.inputSize = Size(8)
        #expect(
            found { $0.sites[0].geometry = smaller }
                == [.geometryDiffers(site: "square", stated: smaller, actual: spec.sites[0].geometry)])

        #expect(
            found { $0.budget!.limitMACs += 1 }
                == [
                    .budgetLimit(
                        requested: "90%", stated: spec.budget!.limitMACs + 1, recounted: spec.budget!.limitMACs)
                ])
        #expect(
            found { $0.budget!.deltaFrameLimitMACs += 1 }
                == [
                    .deltaFrameLimit(
                        stated: spec.budget!.deltaFrameLimitMACs + 1, recounted: spec.budget!.deltaFrameLimitMACs)
                ])
        #expect(found { $0.budget!.requested = "a lot" } == [.unreadableBudget("a lot")])
        let tight = BudgetLimit(
            Budget(macs: mean - 1), scope: .amortised, teacherMACs: teacher, keyframeInterval: 4)
        #expect(
            found { $0.budget = .init(tight) } == [.overBudget(.amortised, used: mean, limit: mean - 1)])
        let exact = BudgetLimit(Budget(macs: mean), scope: .amortised, teacherMACs: teacher, keyframeInterval: 4)
        #expect(found { $0.budget = .init(exact) } == [])
        let tooTight = BudgetLimit(Budget(macs: delta - 1), teacherMACs: teacher, keyframeInterval: 4)
        #expect(
            found { $0.budget = .init(tooTight) } == [.overBudget(.deltaFrame, used: delta, limit: delta - 1)])
    }

    @Test func hugeGeometryIsUncountableRatherThanATrap() throws {
        let huge = ConvolutionGeometry(
            inputChannels: 65536, outputChannels: 65536, inputSize: Size(65536), kernel: Size(65535), stride: Size(1),
            padding: Padding(vertical: 65535, horizontal: 65535), dilation: Size(1), groups: 1)
        let verifier = SpecVerifier([.init(name: "square", geometry: huge)])
        #expect(verifier.discrepancies(in: try example().spec).contains(.uncountableTotal))
    }

    /// Files with a few bytes changed: read, refused or found wrong, never a trap.
    @Test func damagedFilesAreRefusedOrRecounted() throws {
        let (spec, sites) = try example()
        let text = Array(spec.json.text().utf8)
        let verifier = verifier(sites)
        let bytes = Array("{}[]\",:\\-0123456789ex. ".utf8)
        var random = RandomStream(seed: 22, stream: "damage")
        var outcomes = (refused: 0, wrong: 0, unharmed: 0)
        for _ in 0..<4000 {
            var damaged = text
            for _ in 0...random.integer(below: 2) {
                let place = random.integer(below: damaged.count)
                let isDigit = (0x30...0x39).contains(damaged[place])
                damaged[place] =
                    isDigit ? UInt8(0x30 + random.integer(below: 10)) : bytes[random.integer(below: bytes.count)]
            }
            if random.bool(probability: 0.05) { damaged.removeLast(1 + random.integer(below: damaged.count)) }
            guard let value = try? JSONParser.parse(damaged, file: "f"),
                let read = try? StudentSpec(value, file: "f")
            else {
                outcomes.refused += 1
                continue
            }
            if verifier.discrepancies(in: read).isEmpty { outcomes.unharmed += 1 } else { outcomes.wrong += 1 }
        }
        #expect(outcomes.refused > 500 && outcomes.wrong > 100 && outcomes.unharmed > 100)
    }

    @Test func verifiersAreBuiltFromANetworkToo() throws {
        let network = Network(
            name: "n", inputs: [.init("x", FeatureShape(height: 16, width: 24, channels: 16))],
            nodes: [
                Node(
                    "a", .convolution(Convolution(outputChannels: 32, kernel: Size(3), stride: Size(2), hasBias: true)),
                    ["x"]),
                Node("r", .activation(Activation(.relu)), ["a"]),
                Node("b", .convolution(Convolution(outputChannels: 32, kernel: Size(1))), ["r"]),
            ], outputs: ["b"])
        let sites = try Site.sites(of: network)
        let fromNetwork = try SpecVerifier(teacher: network)
        #expect(fromNetwork.convolutions == verifier(sites).convolutions)
        let limit = BudgetLimit(
            Budget(macs: 10_000_000), teacherMACs: sites.reduce(0) { $0 + $1.teacherMACs }, keyframeInterval: 2)
        let spec = spec(Selection(everywhere: .lowRank(rank: 4), sites: sites), sites, limit)
        #expect(fromNetwork.discrepancies(in: spec) == [])
        #expect(spec.sites.allSatisfy { $0.damage == nil })
    }

    /// Two hundred random budgets over random sub-spaces: what is sampled and what is solved keeps its budget when it
    /// is counted again from the emitted text.
    @Test func everySelectionKeepsItsBudget() throws {
        let spaces =
            try [Self.handMadeSites(), variedSites()] + (Reference.isAvailable ? [Reference("ddrnet23slim").sites] : [])
        var random = RandomStream(seed: 21, stream: "budgets")
        var (kept, refused) = (0, 0)
        for round in 0..<200 {
            let sites = spaces[round % spaces.count]
            let space = SearchSpace(
                sites.map { site in
                    let offered = variedCandidates.filter { $0.misfit(at: site) == nil }
                    let subset = offered.filter { _ in random.bool() }
                    return .init(site: site, candidates: subset.isEmpty ? [.teacher] : subset)
                })
            let scope: BudgetScope = random.bool() ? .deltaFrame : .amortised
            let interval = 2 + random.integer(below: 8)
            let budget = try Budget(
                parsing: random.bool()
                    ? "\(random.uniform(1..<110))%"
                    : "\(random.uniform(0.02..<1.1) * Double(space.teacherMACs) * 2e-6)MFLOPs")
            let limit = BudgetLimit(budget, scope: scope, teacherMACs: space.teacherMACs, keyframeInterval: interval)
            let knapsack = try space.knapsack(
                damages: space.choices.map { $0.macs.map { _ in random.uniform() } })

            let selections: [Selection]
            do {
                let solution = try KnapsackSolver(knapsack).solve(limit: limit.deltaFrameMACs)
                selections = [
                    space.selection(solution.choices), try space.randomSelection(within: limit, using: &random),
                ]
            } catch KnapsackError.infeasible(_, let minimum) {
                refused += 1
                #expect(minimum == space.minimumMACs && !space.profile(limit).isFeasible)
                continue
            }
            for selection in selections {
                let emitted = try read(spec(selection, sites, limit).json.text())
                #expect(verifier(sites).discrepancies(in: emitted) == [])
                kept += 1
            }
        }
        #expect(kept > 200 && refused > 10)
    }

    /// A stack of convolutions like a small segmentation network's.
    private static func handMadeSites() throws -> [Site] {
        var sites = [try site("stem", 3, 32, stride: Size(2), on: Size(height: 64, width: 96))]
        for index in 0..<20 {
            let channels = 16 << (index / 5)
            sites.append(
                try site(
                    "block\(index)", channels, channels, kernel: Size(index % 3 == 0 ? 1 : 3),
                    on: Size(height: 32 >> (index / 7), width: 48 >> (index / 7))))
        }
        return sites
    }
}
