import DeltaSearch
import ExperimentStore

/// Who looks at a run from outside: a meter that shows it and a user who may stop it.
struct Watch: Sendable {
    let meter: ProgressMeter
    let interruption: Interruption
    /// What takes the run up again.
    let resumeCommand: String
    /// The lease that the run holds, and the database that it is of; nil where it needs none.
    var lease: (keeper: LeaseKeeper, database: String)?

    /// - Throws: ``Interrupted`` once a stop was asked for; ``StoreError/leaseLost(path:trial:)`` once the trial is another's.
    func check() throws {
        if let lease, lease.keeper.isLost {
            throw StoreError.leaseLost(path: lease.database, trial: lease.keeper.lease.trial)
        }
        guard interruption.isRequested else { return }
        throw Interrupted(exitCode: interruption.exitCode, resumeCommand: resumeCommand)
    }

    /// For phases that report their progress: each of them stops soon after it was asked to.
    var observer: SearchSession.Observer { observer(measuring: nil) }

    /// The same with a name of its own for the measuring of networks.
    func observer(measuring name: String?) -> SearchSession.Observer {
        SearchSession.Observer(
            begin: { phase, total in
                meter.begin(phase == Derivation.measuringPhase ? name ?? phase : phase, total: total)
            },
            update: { done in
                meter.update(done)
                try check()
            },
            end: { meter.end() })
    }
}
