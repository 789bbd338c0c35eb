import Networks
import StudentSpace

/// Which nodes of the delta network go with which site: those that vanish where that site alone is `zero`.
///
/// Activations, additions and the like behind a site cost time only while the site says something. Of several sites that
/// would silence a node, it goes with the last one before it. What no site alone silences is part of the rest.
struct SiteFollowers {
    /// A site's index by the name of the node that goes with it.
    let owner: [String: Int]
    /// Sites, by index, without which most of the network still runs: where `zero` is worth a thought.
    let dispensable: Set<Int>

    init(_ teacher: TeacherModel) throws {
        let delta = teacher.networks.delta
        let places = Dictionary(uniqueKeysWithValues: delta.nodes.enumerated().map { ($1.name, $0) })
        let convolutions = Set(teacher.sites.map(\.name))
        var owner: [String: Int] = [:]
        var dispensable: Set<Int> = []
        for (index, site) in teacher.sites.enumerated() where Candidate.zero.misfit(at: site) == nil {
            let selection = Selection(
                teacher.sites.map { .init(site: $0.name, candidate: $0 == site ? .zero : .teacher) })
            let silent = try assemble(delta: delta, selection: selection).eliminatingZeros()
            let left = Set(silent.nodes.filter { if case .zeros = $0.operation { false } else { true } }.map(\.name))
            if 4 * convolutions.subtracting(left).count <= convolutions.count { dispensable.insert(index) }
            let own = places[site.name] ?? 0
            // Sites come in node order: the last one before a node has the last word.
            for node in delta.nodes[own...] where !left.contains(node.name) && !convolutions.contains(node.name) {
                owner[node.name] = index
            }
        }
        self.owner = owner
        self.dispensable = dispensable
    }
}
