import Networks
import StudentSpace

/// One assembly under measurement: its network, which node is whose, and the samples so far.
struct AssemblyTiming {
    /// Candidates' indices, site by site.
    let choices: [Int]
    let network: Network
    /// By node, in the network's order: the site that it is part of or goes with; nil for the rest.
    private let owners: [Int?]
    /// By node: whether it computes a site's candidate, and does not merely follow.
    private let isOwn: [Bool]
    /// By node: nanoseconds, sample after sample.
    private var samples: [[Int]]
    /// Whole frames, without a clock around each node.
    private(set) var frames: [Int] = []

    init(_ choices: [Int], _ space: SearchSpace, _ teacher: TeacherModel, _ followers: SiteFollowers) throws {
        let selection = space.selection(choices)
        self.choices = choices
        network = try assemble(delta: teacher.networks.delta, selection: selection)
            .eliminatingZeros().eliminatingDeadNodes()
        var parts: [String: Int] = [:]
        for (index, choice) in space.choices.enumerated() {
            for node in choice.candidates[choices[index]].expansion(at: choice.site) { parts[node.name] = index }
        }
        owners = network.nodes.map { parts[$0.name] ?? followers.owner[$0.name] }
        isOwn = network.nodes.map { parts[$0.name] != nil }
        samples = network.nodes.map { _ in [] }
    }

    /// Adds one frame's nanoseconds, by node; a node that needs no work of its own has none.
    mutating func add(nodes: [String: Int]) {
        for (index, node) in network.nodes.enumerated() { samples[index].append(nodes[node.name] ?? 0) }
    }

    mutating func add(frame: Int) { frames.append(frame) }

    /// What a whole frame takes.
    var frame: TimeSummary { TimeSummary(frames) }

    /// The sites that have a node left in the network.
    var sites: Set<Int> {
        Set(zip(owners, isOwn).compactMap { owner, isOwn in isOwn ? owner : nil })
    }

    /// By site: nanoseconds of its candidate's nodes, nil where none of them runs; and of the nodes that follow it.
    /// What is left is the rest.
    func bySite(_ count: Int) -> (own: [Double?], followers: [Double], rest: Double) {
        var rest = 0.0
        var own = [Double?](repeating: nil, count: count)
        var followers = [Double](repeating: 0, count: count)
        for (index, owner) in owners.enumerated() {
            let nanoseconds = Double(TimeSummary(samples[index]).lowerDecile)
            guard let owner else {
                rest += nanoseconds
                continue
            }
            if isOwn[index] {
                // What is left of a `zero` that something still reads is a node of the site too.
                own[owner] = (own[owner] ?? 0) + nanoseconds
            } else {
                followers[owner] += nanoseconds
            }
        }
        return (own, followers, rest)
    }
}
