/// Times, counted again from the sites' own.
extension SpecVerifier {
    func latencyDiscrepancies(_ record: StudentSpec.LatencyRecord, in spec: StudentSpec) -> [SpecDiscrepancy] {
        var found: [SpecDiscrepancy] = []
        if record.input != spec.input {
            found.append(.latencyInput(stated: record.input, actual: spec.input))
        }
        let clocked: [(SpecDiscrepancy.MeasuredTime, Int?)] = [
            (.teacher, record.teacherNanoseconds), (.deltaFrame, record.measuredNanoseconds),
            (.teacherBeside, record.measuredTeacherNanoseconds),
        ]
        found += clocked.filter { $0.1 == 0 }.map { .impossibleTime($0.0) }
        guard let predicted = Recount.sum([record.restNanoseconds] + spec.sites.map { $0.nanoseconds ?? 0 }) else {
            return found + [.uncountableTotal]
        }
        if record.predictedNanoseconds != predicted {
            found.append(.predictedTime(stated: record.predictedNanoseconds, recounted: predicted))
        }
        guard let budget = record.budget else { return found }
        return found + budgetDiscrepancies(budget, record, predicted: predicted, interval: spec.keyframeInterval)
    }

    private func budgetDiscrepancies(
        _ budget: StudentSpec.LatencyRecord.BudgetRecord, _ record: StudentSpec.LatencyRecord, predicted: Int,
        interval: Int
    ) -> [SpecDiscrepancy] {
        var found: [SpecDiscrepancy] = []
        let teacher = record.teacherNanoseconds
        var limit = budget.limitNanoseconds
        if let requested = try? Budget(parsing: budget.requested), requested.resource == .time {
            limit = requested.amount(teacher: teacher)
            if limit != budget.limitNanoseconds {
                found.append(
                    .timeBudgetLimit(requested: budget.requested, stated: budget.limitNanoseconds, recounted: limit))
            }
        } else {
            found.append(.unreadableBudget(budget.requested))
        }
        func inScope(_ delta: Int) -> (used: Int?, deltaLimit: Int) {
            Self.inScope(budget.scope, delta: delta, limit: limit, teacher: teacher, interval: interval)
        }
        let (used, deltaLimit) = inScope(predicted)
        if budget.deltaFrameLimitNanoseconds != deltaLimit {
            found.append(.timeDeltaFrameLimit(stated: budget.deltaFrameLimitNanoseconds, recounted: deltaLimit))
        }
        if let used, used > limit {
            found.append(.overTimeBudget(budget.scope, .predicted, used: used, limit: limit))
        }
        if let measured = record.measuredNanoseconds, let used = inScope(measured).used, used > limit {
            found.append(.overTimeBudget(budget.scope, .measured, used: used, limit: limit))
        }
        return found
    }
}
