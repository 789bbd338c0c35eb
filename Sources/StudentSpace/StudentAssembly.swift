public import Networks

/// Replaces every convolution of a delta network by the nodes of the candidate that a selection names for it.
///
/// Candidates read what the replaced node read and bear its name, so that the rest of the network stays as it is. A
/// `zero` becomes a `zeros` node: removing it and what it alone feeds is zero elimination's work, after this pass.
///
/// - Parameters:
///   - network: The delta network, its convolutions named as the teacher's.
///   - selection: One candidate a convolution, each fitting there.
/// - Throws: ``AssemblyError`` where convolutions and selection are not the same set or a candidate does not fit;
///   ``ShapeError`` or ``NetworkError`` where the network is not well-formed.
public func assemble(delta network: Network, selection: Selection) throws -> Network {
    let sites = try Site.sites(of: network)
    let names = Set(sites.map(\.name))
    for choice in selection.choices where !names.contains(choice.site) { throw AssemblyError.unknownSite(choice.site) }

    var expansions: [String: [Node]] = [:]
    for site in sites {
        guard let candidate = selection[site.name] else { throw AssemblyError.missingChoice(site: site.name) }
        if let misfit = candidate.misfit(at: site) {
            throw AssemblyError.misfit(site: site.name, candidate: candidate, misfit)
        }
        expansions[site.name] = candidate.expansion(at: site)
    }
    var student = network
    student.nodes = network.nodes.flatMap { expansions[$0.name] ?? [$0] }
    return student
}

/// A selection that is none of this network.
public enum AssemblyError: Error, Hashable, Sendable {
    /// The selection names a site that is no convolution of the network.
    case unknownSite(String)
    /// A convolution for which the selection names nothing.
    case missingChoice(site: String)
    /// A candidate where it does not fit.
    case misfit(site: String, candidate: Candidate, Misfit)
}
