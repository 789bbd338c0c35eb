import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import Testing
import VideoData

@testable import Experiments

@Suite struct ReportJobTests {
    /// The page of a tiny experiment, checked.
    private func page(
        _ space: TinySpace, _ name: String? = nil, frames: Int = 2, _ place: SourceLocation = #_sourceLocation
    ) throws -> String {
        let output = space.file("report.html")
        let job = ReportJob(experiment: name, databasePath: space.databasePath, output: output, frameCount: frames)
        _ = try job.run(.quiet)
        let html = try String(contentsOfFile: output, encoding: .utf8)
        PageChecks.check(html, place)
        return html
    }

    @Test func aFinishedSearchWithAStudentHasEverySection() throws {
        let space = try TinySpace()
        _ = try space.search().run(.quiet, Interruption())
        _ = try space.derive()
        let before = space.contents
        let html = try page(space)
        for section in [
            "architecture", "course", "choices", "damages", "students", "frames", "provenance", "reproduce", "events",
        ] {
            #expect(html.contains("<section id=\"\(section)\">"), "\(section)")
        }
        for text in ["Cost of a delta frame", "Price of cost λ", "Temperature τ", "Losses", "black: where they differ"]
        {
            #expect(html.contains(text), "\(text)")
        }
        #expect(html.contains("deltanas derive tiny --db"))
        // Frame, teacher, student and differences: of the one window that is held back.
        #expect(html.components(separatedBy: "data:image/png;base64,").count - 1 == 4)
        #expect(
            space.contents.filter { !$0.hasPrefix("d.sqlite-") }
                == (before + ["report.html"]).sorted().filter {
                    !$0.hasPrefix("d.sqlite-")
                })
    }

    @Test func everyStateHasAPage() throws {
        let space = try TinySpace()
        do {
            let job = try space.search()
            // Between its first row and its first step.
            let begun = try page(space)
            #expect(begun.contains("Nothing is chosen yet") && begun.contains("Running at step 0 of 8"))
            withExtendedLifetime(job) {}
        }
        // Its process is gone, as after a kill.
        let killed = try page(space)
        #expect(killed.contains("Cut off at step 0 of 8") && killed.contains("deltanas resume tiny --db"))
        _ = try? space.resume().run(until: "search 50%")
        let interrupted = try page(space)
        #expect(interrupted.contains("Interrupted at step"))
        #expect(interrupted.contains("deltanas resume tiny --db"))
        #expect(interrupted.contains("no student is derived yet"))
    }

    @Test func whatIsGoneIsSaid() throws {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        #expect(try page(space).contains("The search’s own choice"))
        _ = try space.derive()
        #expect(try page(space, frames: 0).contains("left out as asked"))
        // Another student in its place, then none, then no teacher.
        _ = try space.derive(["35%"])
        try FileManager.default.removeItem(atPath: space.file("student"))
        let html = try page(space)
        #expect(html.contains("no folder of a derived student is where it was"))
        #expect(html.contains("As in the student that was derived last"))
    }

    @Test func namesFromOutsideAreEscaped() throws {
        let space = try TinySpace()
        let name = "<script>alert('x')<b> & \"quotes\" ]]>"
        let job = try space.search(.uniform, name: name)
        try job.database.log(
            "</td></section><script src='x'></script>\u{202E}\u{1B}[31m", experiment: job.experiment.id)
        _ = try job.run(.quiet, Interruption())
        let html = try page(space)
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;b&gt; &amp; &quot;quotes&quot;"))
        #expect(html.contains("&lt;/td&gt;&lt;/section&gt;"))
        #expect(!html.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{1B}" })
    }

    @Test func aPageReplacesAPageAndNothingElse() throws {
        let space = try TinySpace()
        _ = try space.search()
        _ = try page(space)
        _ = try page(space)
        let output = space.file("notes.txt")
        try "mine".write(toFile: output, atomically: false, encoding: .utf8)
        #expect(throws: ReportError.foreignFile(output)) {
            try ReportJob(experiment: nil, databasePath: space.databasePath, output: output).run(.quiet)
        }
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "mine")
    }

    @Test func aPageWithoutAFolderIsNotGathered() throws {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)/report.html"
        // Not even the database, which is not there, is looked at.
        #expect(throws: DocumentFileError.self) {
            try ReportJob(experiment: nil, databasePath: path + ".sqlite", output: path).run(.quiet)
        }
    }

    @Test func theFrontOfPareto() throws {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        _ = try space.derive(["35%"], to: "pareto/students/tiny")
        let report = ParetoReport(
            experiment: "tiny", data: "streets:3", range: 8..<12, isFitted: true, keyframeInterval: 4,
            teacherMIoU: 0.5,
            points: [0.4, 0.6].map {
                .init(
                    series: "tiny", isBaseline: false, finetuneSteps: 0, budget: "\($0)", deltaFrameMACs: 10,
                    amortisedMACs: 20,
                    amortisedShare: $0, agreement: 0.9 + $0 / 10, miou: nil, spec: nil)
            })
        _ = try space.derive(["35%", "40%"], to: "pareto/students/tiny")
        try report.json.text().write(toFile: space.file("pareto/pareto.json"), atomically: true, encoding: .utf8)
        let html = try page(space)
        #expect(html.contains("From \(space.file("pareto/pareto.json"))"))
        #expect(html.contains("the figures flatter"))
    }
}
