import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

@testable import Experiments

/// A folder with all that a search needs, small enough to run in seconds: a space of a few candidates, a teacher with
/// random weights, and a database that is not there yet.
final class TinySpace: Sendable {
    let path: String

    /// What a space file says otherwise.
    struct Variant {
        var data = "streets:3,frames=12"
        var keyframeInterval = 4
        /// Candidates of the sites between the first and the last convolution.
        var sites = #"{"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/8", "C/4"]}, "teacher"]}"#
        /// Sites that decide together, the entries of `shared`; nil: no such key.
        var shared: String?
    }

    init(_ variant: Variant = Variant()) throws {
        path = FileManager.default.temporaryDirectory.path + "/tiny-search-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        TemporaryFolders.removeAtExit(path)
        try Self.space(variant).write(toFile: spacePath, atomically: false, encoding: .utf8)
        try Self.teacher.get().write(to: file("teacher.safetensors"))
    }

    /// The same at another place.
    init(copying other: TinySpace) throws {
        path = FileManager.default.temporaryDirectory.path + "/tiny-search-" + UUID().uuidString
        // A connection that a finished run is just letting go of takes its files with it.
        for _ in 0..<200 where FileManager.default.fileExists(atPath: other.databasePath + "-shm") { usleep(50_000) }
        TemporaryFolders.removeAtExit(path)
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var spacePath: String { file("space.json") }
    var databasePath: String { file("d.sqlite") }

    /// Names in the folder, sorted.
    var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

    func database() throws -> ExperimentDatabase { try ExperimentDatabase(path: databasePath) }

    /// Frames and labels of a street, as files.
    ///
    /// - Returns: their folder.
    func writeFrames(_ count: Int, to folder: String = "clip", seed: UInt64 = 5) throws -> String {
        let streets = Streets(seed: seed, size: FrameSize(height: 64, width: 64))
        for part in ["image", "label"] {
            try FileManager.default.createDirectory(
                atPath: file("\(folder)/\(part)"), withIntermediateDirectories: true)
        }
        for index in 0..<count {
            let (image, labels) = streets.sample(at: index)
            try ImageFile.write(image, to: file("\(folder)/image/\(index).png"))
            try ImageFile.write(labels, to: file("\(folder)/label/\(index).png"))
        }
        return file(folder)
    }

    /// A search in this folder that checkpoints every two steps.
    func search(
        _ strategy: SearchStrategy = .gumbel, budget: String = "30%", steps: Int = 8, seed: UInt64 = 0,
        name: String? = "tiny", workers: Int = 2, data: String? = nil
    ) throws -> SearchJob {
        let search = try experiment(
            strategy, budget: budget, steps: steps, seed: seed, name: name, workers: workers, data: data)
        let job = try search.job()
        job.schedule = .steps(2)
        return job
    }

    /// An experiment in this folder, with trials that nobody runs yet.
    func experiment(
        _ strategy: SearchStrategy = .gumbel, budget: String = "30%", steps: Int = 8, seed: UInt64 = 0,
        name: String? = "tiny", trials: Int = 1, workers: Int = 2, data: String? = nil,
        teacher: String = "teacher.safetensors"
    ) throws -> SearchExperiment {
        let resolved = try ResolvedSpace(
            spacePath: spacePath, overrides: SpaceOverrides(teacher: file(teacher), data: data))
        let request = try SearchRequest(
            resolved, budgets: Budgets(parsing: budget), scope: .deltaFrame, strategy: strategy,
            configuration: SearchConfiguration(
                searchSteps: steps / 2, settleSteps: steps - steps / 2, pairs: 2, seed: seed))
        return try SearchExperiment(
            request, name: name, trials: trials, databasePath: databasePath, workers: workers)
    }

    /// Makes all trials that run look as if nobody had sent a heartbeat for long.
    func killOwners() throws {
        let database = try database()
        for experiment in try database.experiments() {
            for trial in try database.trials(of: experiment) where trial.status == .running {
                try database.renew(
                    TrialLease(trial: trial.id, serial: trial.leaseSerial, owner: .current), for: -1)
            }
        }
    }

    func resume(_ name: String? = nil, workers: Int = 2) throws -> SearchJob {
        let job = try SearchExperiment(resuming: name, databasePath: databasePath, workers: workers).job()
        job.schedule = .steps(2)
        return job
    }

    func derive(
        _ budgets: [String] = [], to folder: String = "student", name: String? = nil, workers: Int = 2
    ) throws -> [DeriveJob.Derived] {
        try DeriveJob(name, databasePath: databasePath, workers: workers).run(
            budgets: budgets.map { try Budgets(parsing: $0) }, scope: nil, folder: file(folder), .quiet, Interruption(),
            command: "derive")
    }

    private static func space(_ variant: Variant) -> String {
        """
        {
          "format": "deltanas.space/1", "name": "tiny",
          "teacher": {"architecture": "ddrnet-23-slim", "classes": 11},
          "input": "64x64", "keyframeInterval": \(variant.keyframeInterval), "data": "\(variant.data)",
          "sites": [
            {"match": ["conv1.0", "final_layer.conv2"], "candidates": ["teacher"]},
            \(variant.sites)
          ]\(variant.shared.map { ",\n  \"shared\": [\($0)]" } ?? "")
        }
        """
    }

    private static let teacher = Result {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(height: 64, width: 64))
        // Half precision: less to copy.
        return try SafetensorsFile(network.initialParameters(seed: 1)) { _ in .float16 }
    }
}

extension ProgressMeter {
    static var quiet: ProgressMeter { ProgressMeter(isTerminal: false, isQuiet: true) { _ in } }

    /// Calls `body` with every line that a run would show.
    static func listening(_ body: @escaping @Sendable (String) -> Void) -> ProgressMeter {
        ProgressMeter(isTerminal: false, interval: .zero, write: body)
    }
}

extension SearchJob {
    /// Runs until a line begins with `text`.
    func run(until text: String) throws -> SearchOutcome {
        let interruption = Interruption()
        return try run(.listening { if $0.hasPrefix(text) { interruption.request() } }, interruption)
    }
}
