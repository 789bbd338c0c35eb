import Compute

extension SiteFitter {
    /// Separable r: `V[o, (c, i, j)] = Σ_q Q[o, q, j] P[q, c, i]` by alternating least squares (``SeparableFit``). At a
    /// kernel of width 1 this is the low-rank form, and its closed form.
    mutating func fitSeparable(_ rank: Int) throws(LinearAlgebraError) -> ClosedFormStudent {
        try fitSeparable(rank) { _ in }
    }

    /// - Parameter observe: is given the objective at the end of every round.
    mutating func fitSeparable(
        _ rank: Int, observe: (Double) -> Void
    ) throws(LinearAlgebraError) -> ClosedFormStudent {
        if geometry.width == 1 {
            var student = try fitLowRank(rank)
            student.kind = .separable(rank)
            return student
        }
        var fit = SeparableFit(metric, try sharedSeparableSpace(), rank: rank)
        try fit.solveExpand()
        observe(fit.objective)
        for _ in 1..<max(settings.rounds, 1) {
            let previous = fit.objective
            try fit.improveReduce(steps: settings.innerSteps)
            try fit.solveExpand()
            observe(fit.objective)
            if fit.objective >= (1 - settings.tolerance) * previous { break }
        }
        return try separableStudent(
            expand: fit.expand, reduce: fit.reduce, rank: rank, damage: metric.damage(objective: fit.objective))
    }

    /// The student of P (r × S) and Q (Cout × (kw · r), features ordered (j, q)), balanced.
    func separableStudent(
        expand: Matrix, reduce: Matrix, rank: Int, damage: Double
    ) throws(LinearAlgebraError) -> ClosedFormStudent {
        // The product whose rank is r: Q as (Cout · kw) × r times P.
        let (outputs, width) = (geometry.outputChannels, geometry.width)
        let factors = try balanced(expand.reshaped(rows: outputs * width, cols: rank), reduce)
        return ClosedFormStudent(
            kind: .separable(rank),
            factors: .separable(
                rank, reduce: factors.right, expand: factors.left.reshaped(rows: outputs, cols: width * rank),
                geometry: geometry),
            damage: damage)
    }

    private mutating func sharedSeparableSpace() throws(LinearAlgebraError) -> SeparableSpace {
        if let separableSpace { return separableSpace }
        let space = try SeparableSpace(metric)
        separableSpace = space
        return space
    }
}
