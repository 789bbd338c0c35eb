import DeltaSearch
import Foundation
import StudentSpace
import VideoData

/// Students for the benchmark, each derived once: the knapsack's choice over the clip's first frames, at 360×480.
final class BenchStudents {
    static let macs30 = "30%"
    static let time35 = "35%latency"

    private let settings: BenchSettings
    private let inputs: BenchInputs
    private let interruption: Interruption
    /// Where searches and students go; gone when this is.
    private var folder: String?
    private var specs: [String: String] = [:]

    init(_ settings: BenchSettings, _ inputs: BenchInputs, _ interruption: Interruption) {
        self.settings = settings
        self.inputs = inputs
        self.interruption = interruption
    }

    deinit { folder.map { try? FileManager.default.removeItem(atPath: $0) } }

    /// The spec of a student whose delta frame keeps a budget.
    ///
    /// - Parameter threads: that a frame will use; of consequence where the budget is a time.
    /// - Throws: what measuring, searching and deriving throw.
    func derive(_ budgetText: String, threads: Int) throws -> String {
        let budgets = try Budgets(parsing: budgetText)
        let key = budgets.time == nil ? budgetText : "\(budgetText) \(threads)"
        if let spec = specs[key] { return spec }
        let place = try folder ?? makeFolder()
        let number = specs.count
        var resolved = try inputs.space(BenchInputs.frameInput)
        resolved = try ResolvedSpace(
            resolved.spaceFile, text: resolved.spaceText,
            overrides: SpaceOverrides(
                teacher: resolved.weightsPath, data: resolved.data, frames: BenchInputs.fittingFrames,
                input: BenchInputs.frameInput))
        let meter = ProgressMeter(isQuiet: true) { _ in }
        let latencies = MachineLatencies(databasePath: "\(place)/latencies.sqlite")
        do {
            resolved = try resolved.timed(
                for: budgets, scope: .deltaFrame, threads: threads, from: latencies, meter, interruption, command: "")
        } catch let error as Interrupted {
            throw BenchError.interrupted(exitCode: error.exitCode)
        }
        let request = try SearchRequest(
            resolved, budgets: budgets, scope: .deltaFrame, strategy: .solve,
            configuration: SearchConfiguration())
        let database = "\(place)/bench-\(number).sqlite"
        let job = try SearchExperiment(
            request, name: "bench", databasePath: database, workers: settings.threads, latency: latencies
        ).job()
        do {
            _ = try job.run(meter, interruption)
            let derived = try DeriveJob(
                "bench", databasePath: database, workers: settings.threads, latency: latencies
            ).run(
                budgets: [], scope: nil, folder: "\(place)/student-\(number)", meter, interruption, command: "")
            specs[key] = derived[0].specPath
            return derived[0].specPath
        } catch let error as Interrupted {
            throw BenchError.interrupted(exitCode: error.exitCode)
        }
    }

    private func makeFolder() throws -> String {
        let temporary = FileManager.default.temporaryDirectory.path
        let made = temporary + "/" + (try Folder.makeUnique(in: temporary, prefix: "deltanas-bench"))
        folder = made
        return made
    }
}
