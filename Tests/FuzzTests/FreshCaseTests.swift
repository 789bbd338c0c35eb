import Foundation
import Testing

/// A few cases of every parser, and everything that ever went wrong; `scripts/fuzz` runs many.
@Suite struct FreshCaseTests {
    private static func withTarget(_ parser: FuzzParser, _ body: (any FuzzTarget) throws -> Void) throws {
        let scratch = FileManager.default.temporaryDirectory.path + "/fuzz-\(parser.rawValue)-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try body(parser.makeTarget(scratch: scratch))
    }

    @Test(arguments: FuzzParser.allCases)
    func freshCases(parser: FuzzParser) throws {
        try Self.withTarget(parser) { target in
            var verdicts: Set<FuzzCase.Verdict> = []
            for index in 0..<parser.freshCases {
                var stream = parser.stream(seed: 0, index: index)
                let input = try target.makeInput(&stream)
                do {
                    verdicts.insert(try FuzzCase(input, through: target).verdict)
                } catch {
                    Issue.record("\(parser.rawValue), seed 0, case \(index): \(error)")
                }
            }
            // Inputs of one kind alone would try nothing.
            #expect(verdicts.count == 2 || parser == .arguments)
        }
    }

    /// What ever went wrong does so no more.
    @Test(arguments: FuzzParser.allCases)
    func whatWasFound(parser: FuzzParser) throws {
        let folder = Seeds.root + "/Tests/FuzzTests/Corpus/" + parser.rawValue
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
        guard !files.isEmpty else { return }
        try Self.withTarget(parser) { target in
            for file in files {
                do {
                    _ = try FuzzCase(Scratch.read("\(folder)/\(file)"), through: target)
                } catch {
                    Issue.record("\(parser.rawValue)/\(file): \(error)")
                }
            }
        }
    }

    @Test func aCaseIsTheSameEveryTime() throws {
        try Self.withTarget(.spec) { target in
            let inputs = try (0..<2).map { _ in
                var stream = FuzzParser.spec.stream(seed: 3, index: 4)
                return try target.makeInput(&stream)
            }
            #expect(inputs[0] == inputs[1])
        }
    }
}

extension FuzzParser {
    /// As many as a test may take a second for.
    fileprivate var freshCases: Int {
        switch self {
        case .database: 40
        case .space, .spec: 100
        case .searchCheckpoint, .finetuneCheckpoint, .teachCheckpoint: 200
        default: 300
        }
    }
}
