import DeltaSearch
import ExperimentStore
import Experiments
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import deltanas

@Suite struct ErrorMessageTests {
    /// One error of most kinds, with the exit code that the design gives it.
    static let cases: [(any Error, Int32)] = [
        (BudgetError.missingUnit(text: "2", suggestion: "2GFLOPs"), 2),
        (SettingError.noTeacher(space: "space.json"), 2),
        (ArchitectureError.unknownName("x", suggestion: nil, known: Architecture.names), 2),
        (DocumentFileError.tooLarge(path: "space.json", limit: 1 << 24), 2),
        (JSONSyntaxError(file: "a.json", line: 3, column: 4, reason: .trailingComma), 2),
        (JSONContentError(file: "a.json", line: 3, column: 4, path: "sites[0]", reason: .missingKey("match")), 2),
        (SpaceError.unmatchedSites(file: "a.json", ["one", "two", "three", "four"]), 2),
        (SpaceError.repeatedLabel(file: "a.json", .none, label: "x", by: .none), 2),
        (SpaceError.loneSite(file: "a.json", .none, label: "x", site: "one"), 2),
        (
            SpaceError.unlikeSites(
                file: "a.json", .none, label: "x",
                .init(
                    template: CandidateTemplate("lowrank:C/4")!, site: "one", other: "two",
                    absence: .dropped(.rankOutOfRange(rank: 4, limit: 4)))), 2
        ),
        (
            SpaceError.unlikeSites(
                file: "a.json", .none, label: "x",
                .init(
                    template: CandidateTemplate("zero")!, site: "one", other: "two", absence: .unnamed(.none))), 2
        ),
        (KnapsackError.infeasible(limit: -5, minimum: 10), 3),
        (FrameSourceError.noFrames(folder: "frames", otherFiles: 2), 4),
        (ImageFileError.truncated(path: "0.png"), 4),
        (FrameSourceError.singlePicture(path: "0.png"), 4),
        (FrameSourceError.nothingFits(pattern: "%d.png", otherFiles: 3), 4),
        (VideoError.notAVideo(path: "a.mp4", code: -1), 4),
        (VideoError.playlist(path: "a.m3u8", format: "hls"), 4),
        (VideoError.noVideoStream(path: "a.mp4", streams: ["audio (aac)"]), 4),
        (VideoError.noFrames(path: "a.mp4"), 4),
        (VideoError.truncated(path: "a.mp4", frames: 7), 4),
        (VideoError.damaged(path: "a.mp4", frames: 0, code: -1), 4),
        (
            VideoError.sizeChanges(
                path: "a.mp4", frame: 7, was: FrameSize(height: 2, width: 4), now: FrameSize(height: 4, width: 4)), 4
        ),
        (VideoError.tooLarge(path: "a.mp4", width: 60000, height: 60000), 4),
        (VideoError.rotation(path: "a.mp4", degrees: 45), 4),
        (VideoError.unsupportedFormat(path: "a.mp4", format: "vaapi"), 4),
        (VideoError.decoderMissing(path: "a.mp4", codec: "av1"), 4),
        (VideoError.encoderMissing(path: "a.mp4", encoders: ["libx264"]), 2),
        (VideoError.unknownExtension(path: "a.gif", known: [".mp4"]), 2),
        (VideoError.noRoom(path: "a.mp4", frames: 7, folder: "/tmp", bytes: 1 << 34, free: 1 << 30), 4),
        (VideoError.cannotEncode(path: "a.mp4", code: -1), 2),
        (DataSetError.missing(path: ""), 2),
        (DataSetError.missing(path: "cityscapes"), 4),
        (DataSetError.noFrames(folder: "camvid", patterns: ["image/{frame}.png"]), 4),
        (DataSetError.nothingSelected(folder: "camvid", split: "val"), 4),
        (DataSetError.notListed(list: "val.txt", line: 2, item: "x"), 4),
        (DataSetError.badList(path: "val.txt"), 4),
        (DataSetError.classCount(name: "VSPW", classes: 124, wanted: 11), 4),
        (DataSetError.unknownLabel(path: "0.png", label: "number 9", x: 1, y: 2), 4),
        (DataSetError.unknownOption(text: "camvid:x,a=b", option: "a=b", known: ["split=NAME"]), 2),
        (DataSetError.emptyOption(text: "camvid:x,split=", option: "split"), 2),
        (FlowError.notKnown(source: "frames"), 2),
        (FlowError.missingFolder(path: "flows"), 4),
        (FlowError.notAFolder(path: "flows"), 4),
        (FlowError.missingFile(path: "flows/1.flo", frame: 1), 4),
        (FlowError.notFlow(path: "flows/1.flo"), 4),
        (FlowError.impossibleSize(path: "flows/1.flo", width: -1, height: 4), 4),
        (FlowError.length(path: "flows/1.flo", expected: 44, found: 43), 4),
        (
            FlowError.sizeDiffers(
                path: "flows/1.flo", size: FrameSize(height: 1, width: 2), frames: FrameSize(height: 2, width: 2)), 4
        ),
        (FlowError.estimation(reason: "two\nlines"), 1),
        (SafetensorsError(path: "w.safetensors", problem: .tooShort(bytes: 3)), 4),
        (SafetensorsError(path: "w.safetensors", problem: .system(call: "write", code: ENOSPC)), 2),
        (SearchJobError.damagedCheckpoint(experiment: "a", path: "c", .altered), 4),
        (SearchJobError.damagedCheckpoint(experiment: "a", path: "c", .missing), 4),
        (SearchJobError.damagedCheckpoint(experiment: "a", path: "c", .unreadable(code: EACCES)), 4),
        (SearchJobError.damagedCheckpoint(experiment: "a", path: "c", .foreign(part: "choice")), 4),
        (SearchJobError.unwritableCheckpoint(experiment: "a", database: "d", path: "c", code: ENOSPC), 1),
        (SearchJobError.inputChanged(experiment: "a", input: .teacher, path: "t"), 4),
        (SearchJobError.alreadyFinished(experiment: "a", database: "d"), 2),
        (SearchJobError.unfinished(experiment: "a", database: "d"), 2),
        (SearchJobError.busy(experiment: "a", owners: []), 2),
        (SearchJobError.busy(experiment: "a", owners: ["process 1 on b"]), 2),
        (
            SearchJobError.trialsFailed(
                experiment: "a", database: "d", positions: [1, 2], reason: "error: one — try"), 1
        ),
        (SearchJobError.noSuchTrial(experiment: "a", position: 4, finished: [0, 1]), 2),
        (SearchJobError.processMemory(processes: 4, needed: 9 << 30, available: 8 << 30, possible: 3), 2),
        (StoreError.leaseLost(path: "db", trial: 3), 6),
        (StoreError.fileExists(path: "db"), 2),
        (DatabaseDamage(path: "db", isDatabase: true, findings: 1), 6),
        (DatabaseDamage(path: "db", isDatabase: false, findings: 2), 5),
        (SearchJobError.unreadableSettings(experiment: "a", detail: "budget"), 6),
        (SearchJobError.folder("student", code: EACCES), 2),
        (SearchJobError.foreignFile("student.json"), 2),
        (TeachError.dataChanged("c", source: "clip"), 4),
        (SearchError.diverged(step: 3), 1),
        (FinetuneError.memory(needed: 3 << 30, available: 1 << 30, clips: 4, possible: 1), 2),
        (FinetuneError.memory(needed: 3 << 30, available: 1 << 30, clips: 1, possible: nil), 2),
        (SearchError.budgetGradient(deviation: 0.5), 1),
        (SearchError.clipTooShort(source: "streets:1", frames: 1, keyframeInterval: 4), 4),
        (
            DerivationError.nothingWithin(
                limit: BudgetLimit(Budget(macs: 5), teacherMACs: 10, keyframeInterval: 4), strategy: "uniform"), 3
        ),
        (CheckpointError.notFinite(path: "w.safetensors", tensor: "t", index: 3, value: "nan"), 4),
        (StudentFileError.differs(.teacher, path: "t", expected: "aa", found: "bb"), 4),
        (VerificationFailure(path: "student.json", findings: 2), 5),
        (SearchJobError.databaseBusy(experiment: "a", database: "d"), 6),
        (SearchJobError.databaseFull(experiment: "a", database: "d"), 6),
        (StoreError.diskFull(path: "db"), 6),
        (StoreError.notARegularFile(path: "db"), 6),
        (ImageFileError.notARegularFile(path: "0.png"), 4),
        (FrameSourceError.nameIsNoText(folder: "frames", name: "\\xE9.png"), 4),
        (FrameSourceError.folderAmongFrames(path: "frames/sub.png"), 4),
        (FrameSourceError.missing(path: ""), 2),
        (PeerError.notPython(path: "/bin/true", answer: ""), 2),
        (PeerError.interrupted(exitCode: 130), 130),
        (BudgetError.decimalComma(text: "7,5ms", suggestion: "7.5ms"), 2),
        (BudgetError.several(text: "7ms,8ms", ["7ms", "8ms"]), 2),
        (StoreError.locked(path: "db", waitedSeconds: 10), 6),
        (ParetoError.notComparable("a", "b", what: .teacher), 4),
        (ParetoError.repeated("a"), 2),
        (ParetoError.budgetsTooSmall(upperBound: 0.02, least: 0.254), 3),
        (UsageError.needsStrategy(option: "--fill-budget", strategy: "delta-distillation"), 2),
        (StoreError.newerSchema(path: "db", found: 9, supported: 1), 6),
        (StoreError.corrupt(path: "db", detail: "two\nlines"), 6),
        (Interrupted(exitCode: 130, resumeCommand: "deltanas resume a"), 130),
        (Interrupted(exitCode: 143, resumeCommand: "deltanas resume a"), 143),
        (NetworkError.duplicateName("conv1"), 1),
        (CancellationError(), 1),
    ]

    @Test(arguments: cases.indices) func oneLineWithARemedyAndItsExitCode(_ index: Int) {
        let (error, code) = Self.cases[index]
        let message = ErrorMessage(error)
        #expect(message.exit.code == code)
        #expect(message.line.hasPrefix("error: "))
        #expect(!message.line.contains { $0.isNewline })
        #expect(message.remedy?.isEmpty == false)
        #expect(!message.line.contains("Optional("))
    }

    @Test func everyPartStandsInItsPlace() {
        let message = ErrorMessage(.usage, at: "space.json:3:4", "unknown key \"x\"", remedy: "did you mean 'y'?")
        #expect(message.line == "error: space.json:3:4: unknown key \"x\" — did you mean 'y'?")
        #expect(ErrorMessage(.internal, "lost").line == "error: lost")
    }

    @Test func interruptionPrintsHowToGoOn() {
        let message = ErrorMessage(Interrupted(exitCode: 130, resumeCommand: "deltanas resume 'my run'"))
        #expect(message.line.contains("deltanas resume 'my run'"))
    }
}
