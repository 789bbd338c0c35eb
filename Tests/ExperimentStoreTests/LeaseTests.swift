import Foundation
import Testing

@testable import ExperimentStore

@Suite struct LeaseTests {
    private let sample: SampleExperiment
    private var path: String { sample.path }
    private var database: ExperimentDatabase { sample.database }
    private var experiment: ExperimentRecord { sample.experiment }
    private var status: ExperimentRecord.Status { get throws { try sample.status } }

    init() throws { sample = try SampleExperiment(seeds: [7, 8, 9]) }

    /// A process that has ended, on this machine, and one of another machine.
    private static let gone = ProcessIdentity(
        host: ProcessIdentity.current.host, boot: ProcessIdentity.current.boot,
        namespace: ProcessIdentity.current.namespace, process: getpid(), start: 1)
    private static let elsewhere = ProcessIdentity(host: "other", boot: "b", namespace: "n", process: 1, start: 1)

    private func claim(
        as owner: ProcessIdentity = .current, position: Int? = nil, for seconds: Double = 60
    ) throws -> (lease: TrialLease, trial: TrialRecord)? {
        guard
            case .claimed(let lease, let trial, _) = try database.claimTrial(
                of: experiment.id, position: position, as: owner, for: seconds)
        else { return nil }
        return (lease, trial)
    }

    @Test func trialsWaitUntilTheyAreClaimed() throws {
        let trials = try database.trials(of: experiment)
        #expect(trials.map(\.seed) == [7, 8, 9] && trials.map(\.position) == [0, 1, 2])
        #expect(trials.allSatisfy { $0.status == .pending && $0.startedAt == nil && $0.owner == nil })
        #expect(try status == .created)
        let first = try #require(try claim())
        #expect(first.trial.seed == 7 && first.trial.status == .running && first.trial.owner == .current)
        #expect(first.lease.serial == 1 && first.trial.startedAt != nil)
        #expect(try claim()?.trial.seed == 8)
        #expect(try claim()?.trial.seed == 9)
        guard case .othersRun(let others) = try database.claimTrial(of: experiment.id) else {
            Issue.record("claimed what runs")
            return
        }
        #expect(others.map(\.position) == [0, 1, 2])
        for trial in others { _ = try database.finish(trial: trial.id, .finished) }
        #expect(try database.claimTrial(of: experiment.id) == .nothingLeft)
        #expect(try database.trials(of: experiment).allSatisfy { $0.owner == nil && $0.leaseExpiresAt == nil })
        #expect(try status == .finished)
    }

    @Test func theExperimentRunsBetweenItsTrials() throws {
        let first = try #require(try claim())
        _ = try database.finish(trial: first.trial.id, .finished)
        #expect(try status == .running)
        let second = try #require(try claim())
        _ = try database.finish(trial: second.trial.id, .interrupted)
        #expect(try status == .interrupted)
    }

    @Test func whoseProcessIsGoneLosesTheTrialAtOnce() throws {
        let lost = try #require(try claim(as: Self.gone))
        let taken = try #require(try claim())
        #expect(taken.trial.id == lost.trial.id && taken.lease.serial == 2)
    }

    /// Of another machine only the clock tells.
    @Test func aLeaseThatRunsOutIsLost() throws {
        #expect(try claim(as: Self.elsewhere, position: 0) != nil)
        #expect(try claim(position: 0) == nil)
        #expect(try claim(as: Self.elsewhere, position: 1, for: -1) != nil)
        let taken = try #require(try claim(position: 1))
        #expect(taken.lease.serial == 2 && taken.trial.owner == .current)
    }

    @Test func whoHasLostATrialWritesNothingOfIt() throws {
        let lost = try #require(try claim(as: Self.elsewhere, for: -1)).lease
        let held = database.fenced(by: lost)
        // Nobody has taken it yet.
        try held.record(metrics: [.init(step: 1, name: "loss", value: 1)], of: lost.trial)
        try database.renew(lost, for: -1)
        let taken = try #require(try claim()).lease
        let error = StoreError.leaseLost(path: path, trial: lost.trial)
        #expect(throws: error) { try held.record(metrics: [.init(step: 2, name: "loss", value: 2)], of: lost.trial) }
        #expect(throws: error) {
            try held.recordCheckpoint(of: lost.trial, step: 2, path: "two", sha256: sampleSha256)
        }
        #expect(throws: error) { try held.finish(trial: lost.trial, .finished) }
        #expect(throws: error) { try held.log("done", experiment: experiment.id) }
        #expect(throws: error) { try database.renew(lost) }
        #expect(try database.metrics(of: lost.trial).map(\.step) == [1])
        #expect(try database.keptCheckpoints(of: lost.trial).isEmpty)
        #expect(try database.trial(lost.trial).status == .running)
        try database.renew(taken, for: 5)
        _ = try database.fenced(by: taken).finish(trial: taken.trial, .finished)
    }

    /// Without a heartbeat and without anybody who gives it up.
    @Test func aLeaseThatRunsOutIsFree() throws {
        let lost = try #require(try claim(as: Self.elsewhere, position: 0, for: 0.2))
        let expiry = try #require(lost.trial.leaseExpiresAt)
        #expect(!lost.trial.isFree(at: expiry.addingTimeInterval(-0.01)) && lost.trial.isFree(at: expiry))
        var taken: TrialClaim?
        for _ in 0..<600 {
            taken = try database.claimTrial(of: experiment.id, position: 0)
            if case .claimed = taken { break }
            usleep(50_000)
        }
        guard case .claimed(let lease, _, let previous) = taken else {
            Issue.record("still \(String(describing: taken))")
            return
        }
        #expect(Date() >= expiry && lease.serial == 2 && previous.owner == Self.elsewhere)
        #expect(throws: StoreError.leaseLost(path: path, trial: lost.lease.trial)) { try database.renew(lost.lease) }
    }

    @Test func failedTrialsAreTriedAgainWhenAsked() throws {
        for _ in 0..<3 {
            _ = try database.finish(trial: #require(try claim()).trial.id, .failed(reason: "diverged"))
        }
        #expect(try database.claimTrial(of: experiment.id) == .nothingLeft)
        try database.retryFailedTrials(of: experiment.id)
        #expect(try status == .interrupted)
        let again = try #require(try claim())
        #expect(again.trial.position == 0 && again.trial.error == nil && again.lease.serial == 2)
    }

    @Test func aTrialWithoutAnOwnerIsFreeUnlessSomebodyKnowsBetter() throws {
        let trial = try database.startTrial(of: experiment, seed: 1)
        let claim = { (isAbandoned: Bool) in
            try database.claimTrial(of: experiment.id, position: trial.position) { _ in isAbandoned }
        }
        #expect(try claim(false) == .othersRun([trial]))
        guard case .claimed = try claim(true) else {
            Issue.record("not claimed")
            return
        }
    }

    @Test func everyTrialIsClaimedOnce() async throws {
        let many = try database.createExperiment(
            .exactly("many"), provenance: .sample, settings: .sample, sites: .sample, seeds: Array(0..<60))
        let claimed = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<6 {
                group.addTask { [path] in
                    let database = try ExperimentDatabase(path: path)
                    var positions: [Int] = []
                    while case .claimed(let lease, let trial, _) = try database.claimTrial(of: many.id) {
                        positions.append(trial.position)
                        _ = try database.fenced(by: lease).finish(trial: trial.id, .finished)
                    }
                    return positions
                }
            }
            return try await group.reduce(into: [Int]()) { $0 += $1 }
        }
        #expect(claimed.sorted() == Array(0..<60))
    }

    @Test func identities() throws {
        let current = ProcessIdentity.current
        #expect(current.isGone == false && current.process == getpid())
        #expect(ProcessIdentity(text: current.text) == current)
        #expect(Self.gone.isGone == true && Self.elsewhere.isGone == nil)
        for text in ["", "a b c", "a b c 0 1", "a b c 1 x", "a b c 1 1 1"] {
            #expect(ProcessIdentity(text: text) == nil)
        }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["100"]
        try child.run()
        let stat = try String(contentsOfFile: "/proc/\(child.processIdentifier)/stat", encoding: .utf8)
        let start = try #require(UInt64(stat.split(separator: ")").last?.split(separator: " ")[19] ?? ""))
        var other = current
        (other.process, other.start) = (child.processIdentifier, start)
        #expect(other.isGone == false)
        child.terminate()
        child.waitUntilExit()
        #expect(other.isGone == true)
    }
}
