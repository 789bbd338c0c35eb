import DeltaSearch
import StudentSpace
import VideoData

/// What other strategies choose among a search's candidates, with the weights that it has given them.
extension DeriveJob {
    /// The best network that another strategy proposes within a budget.
    ///
    /// - Parameter folder: where it is written; nil: nowhere.
    /// - Returns: nil where the strategy has no network within the budget.
    /// - Throws: ``InfeasibleBudget``; ``Interrupted``; what measuring and writing throw.
    func student(
        of strategy: SearchStrategy, within limit: BudgetLimit, folder: String?, _ meter: ProgressMeter,
        _ interruption: Interruption, command: String
    ) throws -> Student? {
        let derivation = Derivation(
            teacher, space: request.resolved.space, strategy: strategy, seed: request.configuration.seed,
            draws: request.configuration.draws, damages: checkpoint.damages, logits: nil, settled: nil)
        let proposals: [Proposal]
        do {
            proposals = try derivation.proposals(limit: limit)
        } catch is DerivationError {
            return nil
        }
        let target = folder.map {
            Target(
                limit: limit, resolved: request.resolved, folder: StudentFolder(path: $0), derivation: derivation,
                proposals: proposals)
        }
        try target?.folder.requireUsable(teacher: inputs.teacherSHA256)
        let bank = bank
        let split = try clip.split(interval: request.resolved.keyframeInterval)
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
        do {
            let measured = try derivation.measure(
                DerivationFrames(bank: bank, windows: split.deciding, source: inputs.source, pool: pool), limit: limit,
                first: proposals, watch.observer(measuring: "\(strategy.rawValue) networks for \(limit.text)"))
            if let target { _ = try writeFiles(measured[0], target, bank, strategy: strategy) }
            return bank.student(measured[0].proposal.choices)
        } catch {
            meter.abandon()
            throw error
        }
    }
}
