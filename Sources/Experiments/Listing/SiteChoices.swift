public import ExperimentStore
import StudentSpace

/// What each site of an experiment has, from where that is fixed best.
public struct SiteChoices: Sendable, Hashable {
    /// Where the choices come from.
    public enum Origin: Sendable, Hashable {
        /// The student that was derived last; `agreement` as it was measured when it was derived.
        case student(folder: String)
        /// The search's own choice, in the checkpoint after so many steps.
        case checkpoint(step: Int)
        /// The likeliest candidate of every site after so many steps.
        case probabilities(step: Int)
        /// Nothing is chosen yet.
        case none
    }

    /// What one site has.
    public struct Choice: Sendable, Hashable {
        /// As it is spelt in specs: `lowrank:16`.
        public var candidate: String
        /// Of a delta frame.
        public var macs: Int
        /// Expected damage; nil where none was estimated.
        public var damage: Double?
        /// By the last probabilities of the furthest trial; nil where there are none.
        public var probability: Double?
    }

    public var origin: Origin
    /// One a site, in the experiment's order; nil where nothing is known.
    public var choices: [Choice?]

    /// MACs of a delta frame; nil unless every site has a choice, and where they add up to no cost that there is.
    public var macs: Int? {
        let known = choices.compactMap { $0?.macs }
        guard known.count == choices.count, !known.isEmpty else { return nil }
        return known.reduce(0 as Int?) { sum, macs in
            guard let sum, sum <= Budget.largestMACs, macs <= Budget.largestMACs else { return nil }
            return sum + macs
        }
    }

    /// - Parameters:
    ///   - student: the last one.
    ///   - checkpoint: a candidate a site, and the step of the checkpoint that holds them.
    ///   - trial: whose probabilities count.
    init(
        _ sites: [ExperimentStore.SiteRecord], student: (folder: String, spec: StudentSpec)?,
        checkpoint: (step: Int, choice: [Int])?, trial: ExperimentDetails.Trial?
    ) {
        func probability(_ site: Int, _ candidate: Int?) -> Double? {
            guard let candidate, let row = trial?.probabilities(site: site) else { return nil }
            return row.indices.contains(candidate) ? row[candidate] : nil
        }
        func choice(_ site: Int, _ candidate: Int) -> Choice? {
            guard sites[site].candidates.indices.contains(candidate) else { return nil }
            let record = sites[site].candidates[candidate]
            return Choice(
                candidate: record.name, macs: record.macs, damage: record.damage,
                probability: probability(site, candidate))
        }
        if let student {
            var records: [String: StudentSpace.SiteRecord] = [:]
            for site in student.spec.sites { records[site.name] = site }
            origin = .student(folder: student.folder)
            choices = sites.enumerated().map { position, site in
                records[site.name].map { record in
                    let name = record.candidate.description
                    let place = site.candidates.firstIndex { $0.name == name }
                    return Choice(
                        candidate: name, macs: record.macs, damage: record.damage,
                        probability: probability(position, place))
                }
            }
        } else if let checkpoint, checkpoint.choice.count == sites.count {
            origin = .checkpoint(step: checkpoint.step)
            choices = checkpoint.choice.enumerated().map { choice($0, $1) }
        } else if let trial, let step = trial.probabilities.map(\.step).max() {
            origin = .probabilities(step: step)
            choices = sites.indices.map { site in
                let row = trial.probabilities(site: site) ?? []
                return row.indices.max { row[$0] < row[$1] }.flatMap { choice(site, $0) }
            }
        } else {
            origin = .none
            choices = sites.map { _ in nil }
        }
    }
}

extension CandidateRecord {
    /// As specs spell it: `lowrank:16`.
    public var name: String { rank.map { "\(kind):\($0)" } ?? kind }
}
