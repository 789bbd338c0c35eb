import Experiments
import Foundation
import Networks
import Testing
import Training
import VideoData

@Suite struct TeachJobTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/teach-" + UUID().uuidString
    private let quiet = ProgressMeter(isTerminal: false, isQuiet: true) { _ in }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func job(_ name: String, steps: Int = 4, seed: UInt64 = 0, workers: Int = 2) throws -> TeachJob {
        let size = FrameSize(height: 64, width: 64)
        return TeachJob(
            architecture: try Architecture(name: "ddrnet-23-slim"), classes: 11, input: Size(height: 64, width: 64),
            sources: [Streets(seed: 1, size: size), Streets(seed: 2, size: size)],
            validation: [Streets(seed: 3, size: size, frames: 2)],
            configuration: TeachingConfiguration(steps: steps, groups: 2, samplesPerGroup: 2, seed: seed),
            output: "\(folder)/\(name)", checkpointInterval: 3, workers: workers)
    }

    @Test func interruptedAndResumedIsTheSameAsNeverStopped() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try job("whole").run(quiet, Interruption())
        #expect(whole.steps == 4)
        #expect(whole.validation?.frames == 2)

        // A request that comes before the first step is heeded after it.
        let interruption = Interruption()
        interruption.request()
        var parts = try job("parts", workers: 1)
        #expect(throws: Interrupted(exitCode: 130, resumeCommand: parts.resumeCommand)) {
            try parts.run(quiet, interruption)
        }
        #expect(FileManager.default.fileExists(atPath: parts.checkpoint))
        #expect(!FileManager.default.fileExists(atPath: parts.output))
        #expect(throws: TeachError.unfinishedRun(checkpoint: parts.checkpoint)) {
            try parts.run(quiet, Interruption())
        }
        parts.resume = true
        let resumed = try parts.run(quiet, Interruption())
        #expect(resumed.sha256 == whole.sha256)
        #expect(!FileManager.default.fileExists(atPath: parts.checkpoint))
    }

    @Test func checkpointOfOtherSettingsIsRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let interruption = Interruption()
        interruption.request()
        _ = try? job("other").run(quiet, interruption)
        var other = try job("other", seed: 5)
        other.resume = true
        #expect(throws: TeachError.self) { try other.run(quiet, Interruption()) }
    }

    @Test func scoringAgreesWithTheRunThatWroteTheWeights() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let job = try job("scored", steps: 1)
        let report = try job.run(quiet, Interruption())
        let scored = try TeachJob.score(
            job.output, architecture: job.architecture, classes: 11, input: job.input, validation: job.validation,
            workers: 1, quiet)
        #expect(scored.validation?.matrix == report.validation?.matrix)
        #expect(scored.sha256 == report.sha256)
        #expect(scored.steps == nil)
    }
}
