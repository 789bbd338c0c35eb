import ExperimentStore

/// A database of one experiment, with trials that wait.
struct SampleExperiment {
    let folder: TemporaryFolder
    let path: String
    let database: ExperimentDatabase
    let experiment: ExperimentRecord

    /// - Parameter seeds: one a trial.
    init(seeds: [UInt64] = []) throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
        database = try ExperimentDatabase(path: path)
        experiment = try database.createExperiment(
            .exactly("sample"), provenance: .sample, settings: .sample, sites: .sample, seeds: seeds)
    }

    var status: ExperimentRecord.Status {
        get throws { try database.experiment(named: "sample").status }
    }
}
