public import Networks
public import StudentSpace

/// A fixed student: which candidate each site got, and its weights.
public struct Student: Sendable {
    public let selection: Selection
    /// The parameters of the sites' nodes, by the names that the student's network reads.
    public let weights: Parameters

    public init(selection: Selection, weights: Parameters) {
        self.selection = selection
        self.weights = weights
    }

    /// The network of a delta frame: the teacher's delta network with every site replaced, without what only zeros
    /// feed.
    public func network(_ teacher: TeacherModel) throws -> Network {
        try assemble(delta: teacher.networks.delta, selection: selection).eliminatingZeros().eliminatingDeadNodes()
    }

    /// Everything that network reads: the sites' weights, and what else the teacher's delta network has.
    public func parameters(_ teacher: TeacherModel, for network: Network) throws -> Parameters {
        var all = teacher.parameters
        for name in weights.names { all[name] = weights.value(name) }
        return try all.restricted(to: network)
    }
}
