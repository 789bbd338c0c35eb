extension NetworkLowering {
    /// What becomes of each operator that reads something the frame decides: one table from operator to rule, the rules
    /// beside this file, a family of operators each.
    static let rules: [String: Rule] = [
        convolutions, linear, poolings, reductions, activations, arithmetic, normalizations, resizing, layouts, slicing,
        joining, padding, control, rearrangements, choices,
    ].reduce(into: [:]) { all, family in
        all.merge(family) { _, _ in preconditionFailure("two rules for one operator") }
    }
}
