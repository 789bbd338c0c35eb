import Foundation
import StudentSpace
import Testing

@Suite struct FinetuneTests {
    private static func arguments(_ fixture: StudentFixture, to folder: String, _ more: [String] = []) -> [String] {
        [
            "finetune", fixture.specPath, "--data", "streets:5,frames=8", "-o", folder, "--clips", "1", "--jobs", "2",
            "--db", fixture.folder.file("d.sqlite"),
        ] + more
    }

    @Test func aTunedStudentIsVerifiedAndEvaluated() throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let tuned = fixture.folder.file("tuned")
        let result = try Tool.run(Self.arguments(fixture, to: tuned + "/", ["--steps", "2", "--format", "json"]))
        #expect(result.code == 0, "\(result.errors)")
        let text = try #require(try? JSONParser.parse(result.output, file: "stdout"))
        #expect(text.text().contains("\"spec\": \"\(tuned)/student.json\""))
        let spec = try StudentSpec.read(tuned + "/student.json")
        #expect(spec.provenance.finetuning?.data.name == "streets:5,frames=8")
        #expect(spec.use == fixture.spec.use)
        for command in ["verify", "evaluate"] {
            let more = command == "verify" ? [] : ["--data", "streets:5,frames=4"]
            let result = try Tool.run([command, tuned + "/student.json"] + more)
            #expect(result.code == 0, "\(command): \(result.errors)")
        }
    }

    /// The same command again trains nothing; data may be given in several pieces.
    @Test func finishedItSaysSo() throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let arguments = Self.arguments(
            fixture, to: fixture.folder.file("tuned"), ["--steps", "1", "--data", "streets:6,frames=6"])
        let first = try Tool.run(arguments)
        #expect(first.code == 0 && first.errors.contains("of 2 videos"), "\(first.errors)")
        #expect(!first.errors.contains("nothing is trained"))
        let again = try Tool.run(arguments)
        #expect(again.code == 0 && again.output == first.output, "\(again.errors)")
        #expect(again.errors.contains("nothing is trained") && !again.errors.contains("fine-tune"))
    }

    /// A database without experiments says what it does hold.
    @Test func runsOfOtherDatabasesStudentsAreFound() throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let database = ["--db", fixture.folder.file("d.sqlite")]
        let tuned = try Tool.run(Self.arguments(fixture, to: fixture.folder.file("tuned"), ["--steps", "1"]))
        #expect(tuned.code == 0, "\(tuned.errors)")
        let list = try Tool.run(["ls"] + database)
        #expect(list.code == 0 && list.errors.contains("1 fine-tuning run"), "\(list.errors)")
        let runs = try Tool.run(["ls", "--finetunings", "--format", "csv"] + database)
        #expect(runs.output.contains("finished,1,1,") && runs.output.split(separator: "\n").count == 2)
        for command in [["show"], ["watch", "--once"], ["plot"], ["report", "-o", fixture.folder.file("r.html")]] {
            let result = try Tool.run(command + database)
            #expect(result.code == 2 && result.errors.contains("ls --finetunings"), "\(result.errors)")
        }
    }

    @Test func interruptedItSaysHowToGoOn() throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let arguments = Self.arguments(fixture, to: fixture.folder.file("tuned"), ["--steps", "100000"])
        let result = try Tool.run(arguments, signal: (SIGINT, "100000 steps"))
        #expect(result.code == 130, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.contains(arguments.joined(separator: " ")) == true)
        #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("tuned")))
    }

    @Test(arguments: [
        (["--steps", "0"], "--steps", 2), (["--clips", "65"], "--clips", 2),
        (["--learning-rate", "-1"], "--learning-rate", 2), (["--label-weight", "0.1"], "--labels", 2),
        (["--labels", "--label-weight", "0"], "--label-weight", 2), (["--steps", "-1"], "--steps", 2),
        (["--distillation", "nan"], "--distillation", 2), (["--frames", "0..2"], "streets:5", 4),
        (["-o", ""], "--output", 2), (["--learning-rate", "7"], "above 0, and at most 1", 2),
        (["--label-weight", "0.5"], "--labels --label-weight 0.5", 2),
        (["--distillation", "-1"], "from 0 to 1000", 2),
    ])
    func badSettingsAreErrors(_ more: [String], _ place: String, _ code: Int32) throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let result = try Tool.run(Self.arguments(fixture, to: fixture.folder.file("tuned"), more))
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errorLines.count == 1 && result.errorLines[0].contains(place), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("tuned")))
    }

    @Test func framesWithoutLabelsCannotTeachThem() throws {
        let fixture = try StudentFixture(.lowRank(rank: 2))
        let frames = try TemporaryFolder()
        try Pictures.write(8, size: 64, to: frames)
        let result = try Tool.run([
            "finetune", fixture.specPath, "--data", frames.path, "--labels", "-o", fixture.folder.file("tuned"), "--db",
            fixture.folder.file("d.sqlite"),
        ])
        #expect(result.code == 4 && result.errorLines.count == 1)
        #expect(result.errors.contains("has no labels"))
    }

    /// A student of zeros has no weights.
    @Test func nothingToTrainIsAnError() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run(Self.arguments(fixture, to: fixture.folder.file("tuned")))
        #expect(result.code == 4 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains("no weights"))
    }
}
