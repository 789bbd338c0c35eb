import ExperimentStore
import Foundation
import Testing

@testable import Experiments

/// Fine-tuning runs that are taken up again: from which checkpoint, and from which not.
@Suite struct FinetuneCheckpointTests {
    /// A run that was stopped after its seventh step, with checkpoints of the sixth and the seventh.
    private func stopped() throws -> (space: TinySpace, files: [String]) {
        let space = try FinetuneJobTests.space()
        let interruption = Interruption()
        let meter = ProgressMeter.listening { if $0.hasPrefix("fine-tune 87%") { interruption.request() } }
        #expect(throws: Interrupted.self) { try FinetuneJobTests.job(space).run(meter, interruption) }
        let record = try #require(try space.database().finetunings().first)
        #expect(record.step == 7)
        return (space, record.checkpoints.map { space.file("d.runs/" + $0.path) })
    }

    private func damage(_ path: String) throws {
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    @Test func theLastTwoAreKept() throws {
        let (space, files) = try stopped()
        #expect(files.map { $0.suffix(18) } == ["000007.safetensors", "000006.safetensors"])
        let folder = (files[0] as NSString).deletingLastPathComponent
        for stray in ["checkpoint-000003.safetensors", "checkpoint-000008.safetensors.x.tmp"] {
            try "cut off".write(toFile: "\(folder)/\(stray)", atomically: false, encoding: .utf8)
        }
        _ = try FinetuneJobTests.job(space)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                == ["checkpoint-000006.safetensors", "checkpoint-000007.safetensors", "lock"])
    }

    /// The one before a damaged one serves, and comes to the same bytes.
    @Test func theOneBeforeADamagedOneServes() throws {
        let (space, files) = try stopped()
        try damage(files[0])
        let job = try FinetuneJobTests.job(space)
        #expect(job.damagedCheckpoints == [.damagedCheckpoint(path: files[0], part: "SHA-256")])
        #expect(job.resumedAt == 6 && job.record.checkpoints.count == 1)
        _ = try job.run(.quiet, Interruption())
        let whole = try FinetuneJobTests.whole.get().space
        for name in ["student.json", "student.safetensors"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: space.file("tuned/" + name), andPath: whole.file("tuned/" + name)), "\(name) differs")
        }
        #expect(
            try space.database().metrics(ofFinetuning: 1) == whole.database().metrics(ofFinetuning: 1))
    }

    /// Nothing begins anew behind the user's back.
    @Test func withoutASoundOneItSaysSo() throws {
        let (space, files) = try stopped()
        try damage(files[0])
        try FileManager.default.removeItem(atPath: files[1])
        let error = FinetuneError.noSoundCheckpoint(
            folder: space.file("tuned"),
            [
                .damagedCheckpoint(path: files[0], part: "SHA-256"), .damagedCheckpoint(path: files[1], part: "file"),
            ])
        let unknown = (files[0] as NSString).deletingLastPathComponent + "/checkpoint-000099.safetensors"
        try "newer than the database".write(toFile: unknown, atomically: false, encoding: .utf8)
        #expect(throws: error) { try FinetuneJobTests.job(space) }
        #expect(FileManager.default.fileExists(atPath: unknown))
        // Asked for, it does.
        for unfinished in [FinetuneRequest.Unfinished.goOnOrBeginAnew, .beginAnew] {
            let copy = try TinySpace(copying: space)
            #expect(try FinetuneJobTests.job(copy, unfinished: unfinished).resumedAt == 0)
        }
    }

    @Test func begunAnewARunIsGivenUp() throws {
        let (space, files) = try stopped()
        let job = try FinetuneJobTests.job(space, unfinished: .beginAnew)
        #expect(job.resumedAt == 0 && !FileManager.default.fileExists(atPath: files[0]))
        // Not while somebody is at it.
        #expect(throws: FinetuneError.busy) { try FinetuneJobTests.job(space, unfinished: .beginAnew) }
        _ = try job.run(.quiet, Interruption())
        let records = try space.database().finetunings()
        #expect(records.map(\.status) == [.interrupted, .finished] && records.map(\.isGivenUp) == [true, false])
        // A result is made again, too.
        #expect(try FinetuneJobTests.job(space).finished != nil)
        #expect(try FinetuneJobTests.job(space, unfinished: .beginAnew).finished == nil)
    }

    /// The same command with another student or other frames must not leave the work of the first behind in silence.
    @Test func whatHasChangedIsNamed() throws {
        let (space, _) = try stopped()
        let spec = space.file("student/student.json")
        let text = try String(contentsOfFile: spec, encoding: .utf8)
        try (text + " ").write(toFile: spec, atomically: true, encoding: .utf8)
        let error = FinetuneError.inputChanged(
            .student, path: spec, folder: space.file("tuned"), step: 7, steps: 8)
        #expect(throws: error) { try FinetuneJobTests.job(space) }
        // Another folder is another command; and as it was, it goes on.
        #expect(try FinetuneJobTests.job(space, to: "elsewhere").resumedAt == 0)
        try text.write(toFile: spec, atomically: true, encoding: .utf8)
        #expect(try FinetuneJobTests.job(space).resumedAt == 7)
        try (text + " ").write(toFile: spec, atomically: true, encoding: .utf8)
        #expect(try FinetuneJobTests.job(space, unfinished: .beginAnew).resumedAt == 0)
        #expect(try space.database().finetunings().filter(\.isGivenUp).map(\.id) == [1, 2])
    }

    @Test func changedFramesAreNamed() throws {
        let space = try FinetuneJobTests.space()
        let folder = try space.writeFrames(12)
        let interruption = Interruption()
        let meter = ProgressMeter.listening { if $0.hasPrefix("fine-tune 50%") { interruption.request() } }
        #expect(throws: Interrupted.self) { try FinetuneJobTests.job(space, data: folder).run(meter, interruption) }
        _ = try space.writeFrames(12, seed: 4)
        #expect(
            throws: FinetuneError.inputChanged(
                .data, path: folder, folder: space.file("tuned"), step: 4, steps: 8)
        ) { try FinetuneJobTests.job(space, data: folder) }
    }
}
