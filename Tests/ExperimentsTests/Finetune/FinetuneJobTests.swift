import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import Experiments

/// A derived student, fine-tuned: records, checkpoints, and what comes out.
@Suite struct FinetuneJobTests {
    static let settings = FinetuneConfiguration(
        steps: 8, clips: 2, deltaFrames: 1, warmup: 2, distillation: 0.1, distillationShare: 0.5,
        averaging: 0.5, measureInterval: 2, seed: 7)

    /// A folder with a student in `student/`.
    private static let derived = Result {
        let space = try TinySpace()
        _ = try space.search(.solve, budget: "30%").run(.quiet, Interruption())
        _ = try space.derive()
        return space
    }

    static func space() throws -> TinySpace { try TinySpace(copying: derived.get()) }

    static func job(
        _ space: TinySpace, _ configuration: FinetuneConfiguration = settings, to folder: String = "tuned",
        from student: String = "student", data: String = "streets:3,frames=12", workers: Int = 2,
        unfinished: FinetuneRequest.Unfinished = .goOn, overwrites: Bool = true
    ) throws -> FinetuneJob {
        var request = FinetuneRequest(
            specPath: space.file("\(student)/student.json"), data: data.split(separator: " ").map(String.init),
            frames: nil, folder: space.file(folder),
            configuration: configuration, unfinished: unfinished)
        request.overwrites = overwrites
        let job = try FinetuneJob(
            request, databasePath: space.databasePath, workers: workers, command: "deltanas finetune")
        job.schedule = .steps(3)
        return job
    }

    /// What a run on four workers in one go comes to.
    static let whole = Result {
        let space = try Self.space()
        return (space: space, report: try job(space, workers: 4).run(.quiet, Interruption()))
    }

    @Test func theStudentKeepsItsBudgetAndSaysWhereItComesFrom() throws {
        let (space, report) = try Self.whole.get()
        let before = try StudentSpec.read(space.file("student/student.json"))
        let after = try StudentSpec.read(report.specPath)
        #expect(after == report.spec)
        #expect(after.use == before.use && after.budget == before.budget && after.sites == before.sites)
        #expect(after.weights.sha256 != before.weights.sha256)
        let finetuning = try #require(after.provenance.finetuning)
        #expect(try finetuning.student.description == SHA256.hex(ofFile: space.file("student/student.json")))
        #expect(finetuning.seed == 7 && !finetuning.usesLabels)
        #expect(finetuning.steps == (report.isSettled ? 8 : report.best.step))
        let verification = try VerifyJob(specPath: report.specPath).run()
        #expect(verification.findings.isEmpty)
        // The student runs, and agrees no less on the held-back frames than the best that was seen.
        #expect(report.measured.map(\.step) == Array(0...8))
        #expect(report.best.agreement >= report.measured[0].agreement)
    }

    @Test func theRunIsRecorded() throws {
        let (space, report) = try Self.whole.get()
        let database = try space.database()
        let record = try #require(try database.finetunings(of: "tiny").first)
        #expect(record.status == .finished && record.step == 8 && record.steps == 8)
        #expect(record.specJson == report.spec.json.text())
        #expect(record.checkpointPath == nil)
        let metrics = try database.metrics(ofFinetuning: record.id)
        #expect(metrics.filter { $0.name == "divergence" }.map(\.step) == Array(1...8))
        #expect(metrics.filter { $0.name == "distillation" }.map(\.step) == Array(1...4))
        #expect(metrics.filter { $0.name == "agreement" }.map(\.value) == report.measured.map(\.agreement))
        #expect(try database.finetunings(of: "another").isEmpty)
        // Nothing stays beside the database that is of no more use.
        let runs = try FileManager.default.contentsOfDirectory(atPath: space.file("d.runs"))
        #expect(runs.allSatisfy { !$0.hasPrefix("finetune") })
    }

    /// One worker instead of four, stopped twice.
    @Test func interruptedItComesToTheSameBytes() throws {
        let space = try Self.space()
        for text in ["fine-tune 25%", "fine-tune 87%"] {
            let interruption = Interruption()
            let meter = ProgressMeter.listening { if $0.hasPrefix(text) { interruption.request() } }
            let error = try #require(throws: Interrupted.self) {
                try Self.job(space, workers: 1).run(meter, interruption)
            }
            #expect(error.exitCode == 130 && error.resumeCommand == "deltanas finetune")
            #expect(try space.database().finetunings().map(\.status) == [.interrupted])
        }
        let job = try Self.job(space, workers: 1)
        #expect(job.resumedAt == 7 && job.damagedCheckpoints.isEmpty)
        _ = try job.run(.quiet, Interruption())
        for name in ["student.json", "student.safetensors", "teacher.safetensors"] {
            let (ours, theirs) = (space.file("tuned/" + name), try Self.whole.get().space.file("tuned/" + name))
            #expect(FileManager.default.contentsEqual(atPath: ours, andPath: theirs), "\(name) differs")
        }
        let database = try space.database()
        let records = try database.finetunings()
        #expect(records.map(\.status) == [.finished])
        let theirs = try Self.whole.get().space.database()
        #expect(try database.metrics(ofFinetuning: records[0].id) == theirs.metrics(ofFinetuning: 1))
    }

    /// The same command once more has nothing to do, and says what came of it.
    @Test func finishedItIsNotRunAgain() throws {
        let space = try Self.space()
        let first = try Self.job(space).run(.quiet, Interruption())
        let written = try FileManager.default.attributesOfItem(atPath: first.specPath)[.modificationDate] as? Date
        let job = try Self.job(space, workers: 1)
        let finished = try #require(job.finished)
        let meter = ProgressMeter.listening { Issue.record("\($0)") }
        let again = try job.run(meter, Interruption())
        for report in [finished, again] {
            #expect(report.json == first.json && report.spec == first.spec)
        }
        #expect(try space.database().finetunings().map(\.status) == [.finished])
        let after = try FileManager.default.attributesOfItem(atPath: first.specPath)[.modificationDate] as? Date
        #expect(written != nil && written == after)
        let runs = try FileManager.default.contentsOfDirectory(atPath: space.file("d.runs"))
        #expect(runs.allSatisfy { !$0.hasPrefix("finetune") })
    }

    /// A result that is no longer what was written is made again; so is one that is wanted elsewhere.
    @Test(arguments: ["student.json", "student.safetensors", "teacher.safetensors", ""])
    func whatIsNoLongerInPlaceIsMadeAgain(_ name: String) throws {
        let space = try Self.space()
        var settings = Self.settings
        settings.steps = 2
        settings.warmup = 0
        let first = try Self.job(space, settings).run(.quiet, Interruption())
        if !name.isEmpty {
            let path = space.file("tuned/" + name)
            try FileManager.default.removeItem(atPath: path)
            if name == "student.safetensors" {
                try FileManager.default.copyItem(atPath: space.file("student/" + name), toPath: path)
            }
        }
        let job = try Self.job(space, settings, to: name.isEmpty ? "elsewhere" : "tuned")
        #expect(job.finished == nil)
        let again = try job.run(.quiet, Interruption())
        #expect(again.spec == first.spec)
        #expect(try space.database().finetunings().map(\.status) == [.finished, .finished])
        #expect(try Self.job(space, settings, to: name.isEmpty ? "elsewhere" : "tuned").finished != nil)
    }

    /// Other settings are another run; the interrupted one stays.
    @Test func anotherSettingIsAnotherRun() throws {
        let space = try Self.space()
        let interruption = Interruption()
        interruption.request()
        #expect(throws: Interrupted.self) { try Self.job(space).run(.quiet, interruption) }
        var other = Self.settings
        other.steps = 2
        other.warmup = 0
        let job = try Self.job(space, other)
        #expect(job.resumedAt == 0)
        _ = try job.run(.quiet, Interruption())
        #expect(try space.database().finetunings().map(\.status) == [.interrupted, .finished])
    }

    @Test func twoProcessesAreNotAtOneRun() throws {
        let space = try Self.space()
        let job = try Self.job(space)
        #expect(throws: FinetuneError.busy) { try Self.job(space) }
        withExtendedLifetime(job) {}
    }

    @Test func labelsAreLearntFromWhereThereAreAny() throws {
        let space = try Self.space()
        var settings = Self.settings
        settings.steps = 2
        settings.warmup = 0
        settings.labelWeight = 0.5
        let report = try Self.job(space, settings).run(.quiet, Interruption())
        #expect(report.spec.provenance.finetuning?.usesLabels == true)
        let metrics = try space.database().metrics(ofFinetuning: 1)
        #expect(metrics.contains { $0.name == "label_loss" && $0.value > 0 })
    }

    /// Two videos joined are the same run however they are joined; another order of them is another.
    @Test func severalVideosAreLearntFrom() throws {
        let space = try Self.space()
        var settings = Self.settings
        settings.steps = 2
        settings.warmup = 0
        let (one, two) = ("streets:3,frames=9", "streets:4,frames=7")
        let job = try Self.job(space, settings, data: "\(one) \(two)")
        #expect(job.clip.videos == [0..<9, 9..<16])
        #expect(job.run.split.heldBack.map(\.frames) == [4..<8])
        let report = try job.run(.quiet, Interruption())
        #expect(report.isHeldBack && report.data == "\(one)+\(two)")
        #expect(try Self.job(space, settings, data: "\(one)+\(two)").finished != nil)
        #expect(try Self.job(space, settings, data: "\(two) \(one)").finished == nil)
    }

    @Test func aClipTooShortWritesNothing() throws {
        let space = try Self.space()
        #expect(throws: FinetuneError.self) { try Self.job(space, data: "streets:3,frames=3") }
        #expect(try space.database().finetunings().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: space.file("tuned")))
    }

    @Test func inputsThatItCannotLearnFrom() throws {
        let space = try Self.space()
        func error(_ folder: String = "tuned", _ data: String = "streets:3,frames=12") -> FinetuneError? {
            do {
                _ = try Self.job(space, to: folder, data: data)
                return nil
            } catch {
                return error as? FinetuneError
            }
        }
        #expect(error("student") == .sameFolder(space.file("student")))
        #expect(error("../\((space.path as NSString).lastPathComponent)/student/.") != nil)
        guard case .clipTooShort(_, 3, 4) = error("tuned", "streets:3,frames=3+streets:4,frames=2") else {
            Issue.record("two videos of three frames were taken")
            return
        }
        guard case .clipTooShort(_, 3, 4) = error("tuned", "streets:3,frames=3") else {
            Issue.record("3 frames were taken")
            return
        }
        // Nothing has been begun.
        #expect(!FileManager.default.fileExists(atPath: space.file("tuned")))
    }

    /// The tuned teacher takes the teacher's place, the original lies beside it, and is what students are held against,
    /// however often they are trained.
    @Test func theTeacherTunedAlong() throws {
        let space = try Self.space()
        var settings = Self.settings
        settings.teacherRate = 1e-6
        let report = try Self.job(space, settings).run(.quiet, Interruption())
        let before = try StudentSpec.read(space.file("student/student.json"))
        let teacher = report.spec.teacher
        #expect(teacher.original?.sha256 == before.teacher.weights.sha256)
        #expect(teacher.weights.sha256 != before.teacher.weights.sha256 && report.spec.use == before.use)
        #expect(
            try SHA256.hex(ofFile: space.file("tuned/original.safetensors")) == teacher.original?.sha256.description)
        #expect(try StudentSpec.read(report.specPath) == report.spec)
        let verification = try VerifyJob(specPath: report.specPath).run()
        #expect(verification.findings.isEmpty && verification.unreadTeacher == nil)
        #expect(
            verification.checks.contains {
                $0.subject == .teacherDigest(path: space.file("tuned/original.safetensors"))
            })
        let metrics = try space.database().metrics(ofFinetuning: 1)
        #expect(metrics.filter { $0.name == "key_divergence" }.map(\.step) == Array(1...8))
        #expect(try Self.job(space, settings).finished != nil)

        let loaded = try StudentFiles.load(report.specPath)
        let original = try #require(try loaded.original())
        #expect(original.parameters == (try StudentFiles.load(space.file("student/student.json")).teacher.parameters))
        #expect(original.parameters != loaded.teacher.parameters)
        let evaluation = try EvaluateJob(
            specPath: report.specPath, data: "streets:3,frames=12", temporal: nil, workers: 2
        ).run(.quiet)
        #expect(evaluation.isTeacherTuned && evaluation.json.text().contains("\"teacher_tuned\": true"))

        // Trained on, with the teacher left as it is now.
        let again = try Self.job(space, to: "again", from: "tuned").run(.quiet, Interruption())
        #expect(again.spec.teacher == teacher)
        // A student without an original leaves none behind where it takes the place of one that has.
        _ = try Self.job(space, to: "tuned").run(.quiet, Interruption())
        #expect(!FileManager.default.fileExists(atPath: space.file("tuned/original.safetensors")))

        let path = space.file("again/original.safetensors")
        try FileManager.default.removeItem(atPath: path)
        #expect(try VerifyJob(specPath: again.specPath).run().unreadTeacher == path)
        #expect(throws: StudentFileError.missing(.original, path: path, spec: again.specPath)) {
            try EvaluateJob(specPath: again.specPath, data: "streets:3,frames=12", workers: 2).run(.quiet)
        }
    }

    @Test func theTeacherTunedIsTakenUpAgain() throws {
        var settings = Self.settings
        settings.teacherRate = 1e-6
        let whole = try Self.space()
        _ = try Self.job(whole, settings, workers: 4).run(.quiet, Interruption())
        let space = try Self.space()
        let interruption = Interruption()
        let meter = ProgressMeter.listening { if $0.hasPrefix("fine-tune 50%") { interruption.request() } }
        #expect(throws: Interrupted.self) { try Self.job(space, settings, workers: 1).run(meter, interruption) }
        let job = try Self.job(space, settings, workers: 1)
        #expect(job.resumedAt == 4 && job.damagedCheckpoints.isEmpty)
        _ = try job.run(.quiet, Interruption())
        for name in ["student.json", "student.safetensors", "teacher.safetensors", "original.safetensors"] {
            let (ours, theirs) = (space.file("tuned/" + name), whole.file("tuned/" + name))
            #expect(FileManager.default.contentsEqual(atPath: ours, andPath: theirs), "\(name) differs")
        }
    }

    /// A run says what it takes; what does not fit says how many clips would.
    @Test func memoryIsCountedBeforehand() throws {
        let space = try Self.space()
        let job = try Self.job(space)
        let files = try StudentFiles.load(space.file("student/student.json"))
        let footprint = try FinetuneFootprint(
            files.teacher, files.student, configuration: Self.settings, frames: 12, workers: 2)
        #expect(job.memoryNeed == footprint.bytes(clips: 2))
        let room = footprint.bytes(clips: 5)
        #expect(try MemoryNeed.require(footprint, clips: 5, available: room) == room)
        #expect(
            throws: FinetuneError.memory(needed: footprint.bytes(clips: 8), available: room, clips: 8, possible: 5)
        ) { try MemoryNeed.require(footprint, clips: 8, available: room) }
        #expect(throws: FinetuneError.memory(needed: room, available: 1, clips: 5, possible: nil)) {
            try MemoryNeed.require(footprint, clips: 5, available: 1)
        }
    }

    /// What a run has done is kept when its result has no place to go; the same command then goes on.
    @Test func aResultThatCannotBeWrittenLosesNoSteps() throws {
        let space = try Self.space()
        do {
            let job = try Self.job(space)
            try "no folder".write(toFile: space.file("tuned"), atomically: false, encoding: .utf8)
            #expect(throws: FinetuneError.unwritableStudent(path: space.file("tuned"), code: ENOTDIR)) {
                try job.run(.quiet, Interruption())
            }
        }
        // Known beforehand, it is said before anything is trained.
        #expect(throws: SearchJobError.folder(space.file("tuned"), code: ENOTDIR)) { try Self.job(space) }
        try FileManager.default.removeItem(atPath: space.file("tuned"))
        let again = try Self.job(space)
        #expect(again.resumedAt == 8)
        _ = try again.run(.quiet, Interruption())
        #expect(try StudentSpec.read(space.file("tuned/student.json")).provenance.finetuning != nil)
    }

    /// A fine-tuned student is hours of work: neither another run nor `derive` replaces it unasked.
    @Test func aFinetunedStudentIsReplacedByNobodyUnasked() throws {
        let space = try Self.space()
        let first = try Self.job(space).run(.quiet, Interruption())
        var other = Self.settings
        other.seed = 9
        let refusal = SearchJobError.finetunedStudent(space.file("tuned/student.json"))
        #expect(throws: refusal) { try Self.job(space, other, overwrites: false) }
        let derive = try DeriveJob(nil, databasePath: space.databasePath, workers: 1)
        #expect(throws: refusal) {
            try derive.run(
                budgets: [], scope: nil, folder: space.file("tuned"), .quiet, Interruption(), command: "derive")
        }
        #expect(try StudentSpec.read(space.file("tuned/student.json")) == first.spec)
        // The same command finds its own result, and may begin it anew.
        #expect(try Self.job(space, overwrites: false).run(.quiet, Interruption()).spec == first.spec)
        _ = try Self.job(space, unfinished: .beginAnew, overwrites: false)
        _ = try derive.run(
            budgets: [], scope: nil, folder: space.file("tuned"), overwrites: true, .quiet, Interruption(),
            command: "derive")
        #expect(try StudentSpec.read(space.file("tuned/student.json")).provenance.finetuning == nil)
    }

    /// Of two runs into one folder the one that ends later must not replace what the other has just written.
    @Test func theFolderIsNotTakenFromAnotherRun() throws {
        let space = try Self.space()
        var other = Self.settings
        other.seed = 9
        do {
            let job = try Self.job(space)
            let theirs = try Self.job(space, other).run(.quiet, Interruption())
            #expect(throws: FinetuneError.folderTaken(space.file("tuned"))) { try job.run(.quiet, Interruption()) }
            #expect(try StudentSpec.read(space.file("tuned/student.json")) == theirs.spec)
        }
        // Asked for elsewhere, it is there at once.
        let elsewhere = try Self.job(space, to: "elsewhere")
        #expect(elsewhere.resumedAt == 8)
        _ = try elsewhere.run(.quiet, Interruption())
        #expect(try StudentSpec.read(space.file("elsewhere/student.json")).provenance.finetuning?.seed == 7)
    }

    @Test func divergenceSaysWhatToDo() throws {
        var wild = Self.settings
        wild.learningRate = 1e30
        wild.warmup = 0
        let job = try Self.job(Self.space(), wild)
        let error = #expect(throws: FinetuneError.self) { try job.run(.quiet, Interruption()) }
        guard case .diverged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
