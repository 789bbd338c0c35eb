import Compute
import DeltaSearch
import Networks
import StudentSpace

/// A search on disk: what `resume` goes on from and what `derive` cuts students out of.
///
/// On the way it holds what the steps have moved; the rest follows from the inputs, which a resumed search goes
/// through again. At the end it holds every candidate's factors and no optimiser's state.
struct SearchCheckpoint: Sendable {
    /// Every factor that differs from its closed form; all of them once the search is over.
    var factors: Parameters
    /// One number a candidate, site by site.
    var damages: [[Double]]
    /// The state of a differentiable search.
    var gumbel: GumbelState?
    /// The choice that the search came to, once it is over.
    var choice: [Int]?
    /// The optimiser's moments, by name; what is missing is zero.
    var moments: [String: [Float]] = [:]

    /// What a session holds now.
    ///
    /// - Parameter choice: nil: the search goes on.
    init(_ session: SearchSession, choice: [Int]?) {
        guard let bank = session.bank else { preconditionFailure("a checkpoint before the students are fitted") }
        damages = session.damages
        gumbel = session.gumbel?.state
        self.choice = choice
        if choice == nil, let search = session.gumbel {
            for (name, values) in search.factorMoments {
                let copy = values.withUnsafeBufferPointer { Array($0) }
                if copy.contains(where: { $0 != 0 }) { moments[name] = copy }
            }
        }
        factors = Parameters()
        for name in bank.factors.names where choice != nil || moments[Self.updates(name)] != nil {
            factors[name] = Parameters.Value(
                shape: bank.factors.shape(name),
                values: bank.factors.buffer(name).withUnsafeBufferPointer { Array($0) })
        }
    }

    init(factors: Parameters, damages: [[Double]]) {
        self.factors = factors
        self.damages = damages
    }

    /// Brings a prepared session to where the checkpoint stands.
    ///
    /// - Returns: the name of what does not fit the session; nil where all does.
    func restore(_ session: SearchSession) -> String? {
        guard let bank = session.bank else { preconditionFailure("a checkpoint before the students are fitted") }
        guard (gumbel == nil) == (session.gumbel == nil), damages.map(\.count) == session.damages.map(\.count) else {
            return "damages"
        }
        for name in bank.factors.names {
            guard let value = factors[name] else {
                if choice != nil || moments[Self.updates(name)] != nil { return name }
                continue
            }
            guard value.shape == bank.factors.shape(name) else { return name }
            bank.factors.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: value.values) }
            bank.factors.touch(name)
        }
        guard let search = session.gumbel, let gumbel else { return nil }
        guard gumbel.step <= search.configuration.totalSteps else { return "gumbel/counts" }
        for table in [gumbel.logits, gumbel.firstMoments, gumbel.secondMoments]
        where table.map(\.count) != search.logits.map(\.count) {
            return "logits"
        }
        if let settled = gumbel.settled, search.decisions.options(of: settled) == nil { return "gumbel/settled" }
        guard (gumbel.timeLambda == nil) == (search.pressures.time == nil) else { return "scalars" }
        for (name, values) in search.factorMoments {
            let stored = moments[name]
            guard stored.map({ $0.count == values.count }) ?? true else { return name }
            values.withUnsafeMutableBufferPointer { target in
                if let stored { _ = target.update(from: stored) } else { target.update(repeating: 0) }
            }
        }
        search.state = gumbel
        return nil
    }

    /// The optimiser's count of a factor's updates: it is there for every factor that was ever moved.
    private static func updates(_ factor: String) -> String { "adam.count." + factor }
}
