import ExperimentStore
import Experiments
import Foundation
import StudentSpace
import Testing

@testable import deltanas

@Suite struct LookingTests {
    private let sample: SampleDatabase

    init() throws { sample = try SampleDatabase() }

    private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Tool.Result {
        try Tool.run(arguments + ["--db", sample.path], environment: environment)
    }

    // MARK: - compare

    @Test func compareShowsWhatDiffersAndOnlyThatWhereAsked() throws {
        let all = try run("compare", "one", "two")
        #expect(all.code == 0, "\(all.errors)")
        for text in ["conv1", "conv2", "lowrank:2", "zero", "-700", "1 of 2 sites differ", "0.96875", "data_sha256"] {
            #expect(all.output.contains(text), "\(text)")
        }
        let short = try run("compare", "one", "two", "--skip-unchanged").output
        #expect(short.contains("conv1") && !short.contains("conv2 "))
        #expect(short.contains("strategy") && !short.contains("data_sha256"))
        let alike = try run("compare", "one", "one", "--skip-unchanged").output
        #expect(alike.contains("settings: all alike") && alike.contains("0 of 2 sites differ"))
    }

    @Test func compareAsCSV() throws {
        #expect(
            try run("compare", "one", "two", "--format", "csv", "--skip-unchanged").output == """
                site,teacher_macs,first_candidate,second_candidate,first_macs,second_macs,macs_difference,first_damage,second_damage,changed
                conv1,3000,lowrank:2,zero,700,0,-700,0.125,2.5,true

                """)
    }

    @Test func compareWithNothingChosenYet() throws {
        let result = try run("compare", "one", "three", "--format", "csv")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("conv1,3000,lowrank:2,,700,,,0.125,,true"))
    }

    // MARK: - ls

    @Test func listSortsFiltersAndPicks() throws {
        func names(_ arguments: [String]) throws -> [String] {
            let result = try Tool.run(["ls", "--db", sample.path, "--columns", "name", "--format", "csv"] + arguments)
            #expect(result.code == 0, "\(result.errors)")
            return result.output.split(separator: "\n").dropFirst().map(String.init)
        }
        #expect(try names([]) == ["one", "two", "three"])
        #expect(try names(["--reverse"]) == ["three", "two", "one"])
        #expect(try names(["--sort", "step"]) == ["three", "two", "one"])
        // What has no agreement comes last either way.
        #expect(try names(["--sort", "best_agreement"]) == ["one", "two", "three"])
        #expect(try names(["--sort", "best_agreement", "--reverse"]) == ["one", "two", "three"])
        #expect(try names(["--sort", "name"]) == ["one", "three", "two"])
        #expect(try names(["--status", "running", "--status", "created"]) == ["two", "three"])
        #expect(try names(["--name", "t*"]) == ["two", "three"])
        #expect(try names(["--strategy", "solve"]) == ["three"])
        #expect(try names(["--last", "2", "--sort", "name"]) == ["three", "two"])
        let columns = try run("ls", "--columns", "step, seed,name", "--format", "csv").output
        #expect(columns.hasPrefix("step,seed,name\n40,1,one\n"))
        for arguments in [["--sort", "nam"], ["--columns", "name,"], ["--last", "-1"], ["--status", "done"]] {
            #expect(try Tool.run(["ls", "--db", sample.path] + arguments).code == 2, "\(arguments)")
        }
    }

    // MARK: - watch

    @Test func watchEndsAtOnceWhereNothingRuns() throws {
        let result = try run("watch", "one")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 1)
        for text in [
            "finished 100% 40/40", "τ 2.500", "λ 0.2500", "entropy 0.500", "expected 50.0%", "discrete 42.5%",
            "budget 50.0%", "KL 0.0250",
        ] {
            #expect(result.output.contains(text), "\(text)")
        }
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func watchFollowsARunToItsEnd() throws {
        let path = sample.path
        let database = sample.database
        let trial = sample.trials[1]
        // Someone works on while the command looks.
        let writer = Thread {
            for step in 11...14 {
                Thread.sleep(forTimeInterval: 0.3)
                try? SampleDatabase.record(step, of: trial, in: database)
            }
            Thread.sleep(forTimeInterval: 0.3)
            _ = try? database.finish(trial: trial.id, .interrupted)
        }
        writer.start()
        let result = try Tool.run(["watch", "two", "--interval", "0.05", "--db", path, "--format", "json"])
        #expect(result.code == 0, "\(result.errors)")
        let looks = try result.output.split(separator: "\n").map { try JSONParser.parse(String($0), file: "line") }
        #expect((2...10).contains(looks.count))
        #expect(result.output.contains("\"phase\": \"interrupted\""))
        #expect(result.output.components(separatedBy: "\"phase\": \"interrupted\"").count == 2)
    }

    @Test func watchOnce() throws {
        let result = try run("watch", "two", "--once", "--format", "csv")
        #expect(result.code == 0)
        #expect(result.output.split(separator: "\n").count == 2)
        #expect(try run("watch", "two", "--interval", "0").code == 2)
    }

    // MARK: - plot

    @Test func plotDrawsWithinItsWidth() throws {
        for (locale, dots) in [("C.UTF-8", true), ("C", false)] {
            let result = try run(
                "plot", "one", "--metric", "divergence", "--metric", "lambda", "--width", "60", "--height", "5",
                environment: ["LC_ALL": locale])
            #expect(result.code == 0, "\(result.errors)")
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 60 })
            #expect(lines.count == 2 * 8 + 2)
            #expect(result.output.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) } == dots)
            #expect(dots || result.output.utf8.allSatisfy { $0 < 0x80 })
            #expect(result.output.hasPrefix("divergence of one, trial 0\n"))
        }
    }

    @Test func plotAsNumbersAndWhatItRefuses() throws {
        let csv = try run("plot", "one", "--format", "csv").output.split(separator: "\n")
        #expect(csv.count == 41)
        #expect(csv[0] == "run,metric,step,value")
        #expect(csv[2] == "\"one, trial 0\",divergence,2,0.5")
        let misspelt = try run("plot", "one", "--metric", "divergance")
        #expect(misspelt.code == 2 && misspelt.errors.contains("did you mean divergence?"))
        #expect(try run("plot", "three").code == 2)
        #expect(try run("plot", "one", "--trial", "7").code == 2)
        #expect(try run("plot", "one", "--finetuning").code == 2)
        #expect(try run("plot", "one", "--width", "3").code == 2)
    }

    // MARK: - report

    @Test func reportIsWrittenAndSaidToBe() throws {
        let output = sample.folder.file("r.html")
        let result = try run("report", "two", "-o", output)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("written: \(output)") && result.errors.contains("no frames: "))
        #expect(try sample.folder.text("r.html").hasPrefix("<!DOCTYPE html>"))
        try sample.folder.write("mine", to: "notes")
        #expect(try run("report", "-o", sample.folder.file("notes")).code == 2)
        #expect(try run("report", "-o", sample.folder.file("none/r.html")).code == 2)
        #expect(try run("report", "-o", sample.folder.path).code == 2)
    }

    @Test func lookingWritesNothingToTheDatabase() throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: sample.path))
        for arguments in [
            ["compare", "one", "two"], ["watch", "one"], ["plot", "one"],
            ["report", "one", "-o", sample.folder.file("r.html")],
        ] {
            #expect(try Tool.run(arguments + ["--db", sample.path]).code == 0, "\(arguments)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: sample.path)) == before)
    }

    // MARK: - completions

    @Test func shellsCompleteNames() throws {
        for shell in ["bash", "zsh", "fish"] {
            let script = try Tool.run(["--generate-completion-script", shell])
            #expect(script.code == 0 && script.output.contains("---completion compare"), "\(shell)")
        }
        let words = [
            "---completion", "show", "--", "positional@0", "2", "1", "deltanas", "show", "--db", sample.path, "t",
        ]
        let result = try Tool.run(words)
        #expect(result.code == 0, "\(result.errors)")
        #expect(Set(result.output.split(separator: "\n")).isSuperset(of: ["two", "three"]))
    }
}

@Suite struct TableOrderTests {
    private let table = Table(
        [.init("name", "name"), .init("value", "value")],
        [("b", 2), ("a", 10), ("c", nil), ("d", 2)].map { [.string($0.0), .init(.number($0.1))] })

    @Test func numbersBySizeNothingLastEqualOnesAsTheyWere() {
        #expect(table.order(by: "value", descending: false) == [0, 3, 1, 2])
        #expect(table.order(by: "value", descending: true) == [1, 0, 3, 2])
        #expect(table.order(by: "name", descending: false) == [1, 0, 2, 3])
    }

    @Test func pickedColumnsComeInTheirOrder() {
        #expect(table.picking(["value", "name"]).csv == "value,name\n2.0,b\n10.0,a\n,c\n2.0,d\n")
    }

    @Test func aLineAnObject() {
        #expect(
            table.jsonLines == """
                {"name": "b", "value": 2.0}
                {"name": "a", "value": 10.0}
                {"name": "c", "value": null}
                {"name": "d", "value": 2.0}

                """)
    }
}

@Suite struct TerminalPlotTests {
    @Test func aRisingLineRises() {
        let plot = TerminalPlot(
            title: "t", points: (0..<20).map { (Double($0), Double($0)) }, width: 30, height: 6, isASCII: true)
        let lines = plot.text.split(separator: "\n")
        #expect(lines.count == 1 + 6 + 2)
        let columns = lines[1...6].map { line in
            line.firstIndex(of: "*").map { line.distance(from: line.startIndex, to: $0) } ?? -1
        }
        #expect(columns == columns.sorted(by: >) && columns.allSatisfy { $0 > 0 })
    }

    @Test func nothingOnePointAndNoNumbers() {
        func text(_ points: [(x: Double, y: Double)]) -> String {
            TerminalPlot(title: "t", points: points, width: 30, height: 4, isASCII: false).text
        }
        #expect(text([]) == "t: nothing recorded yet\n")
        #expect(text([(1, .nan)]) == "t: nothing recorded yet\n")
        #expect(text([(1, 5)]).unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
        #expect(text([(1, -1e300), (2, 1e300)]).split(separator: "\n").count == 7)
    }
}
