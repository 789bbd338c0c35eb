extension NetworkLowering {
    /// A branch whose condition is known is taken; its nodes are lowered in place.
    static let control: [String: Rule] = [
        "If": { lowering, call in
            guard let condition = try call.constant(0).booleans, condition.count == 1 else {
                throw call.fault("a condition that is no single truth value")
            }
            guard let branch = call.node.attributes[condition[0] ? "then_branch" : "else_branch"]?.g else {
                throw call.fault("a branch is missing")
            }
            return try lowering.inline(branch, call)
        }
    ]
}
