import DeltaSearch
import ExperimentStore

/// Whose students a line of the picture joins.
struct ParetoSeries {
    /// The experiment whose candidates they are made of.
    let derivation: DeriveJob
    /// The strategy that chooses among them; nil: the experiment's own.
    let baseline: SearchStrategy?

    var name: String { baseline?.rawValue ?? derivation.experiment.name }

    /// A folder's name: an experiment's own, or with the strategy behind it.
    var folder: String { derivation.experiment.name + (baseline.map { "-by-\($0.rawValue)" } ?? "") }
}
