import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace

/// The phases of a search, in their order.
extension SearchJob {
    func runToTheEnd(_ watch: Watch, _ records: RunRecords) throws -> SearchOutcome {
        try watch.check()
        // Cut off between its last checkpoint and the row that says so, a trial has nothing left to do.
        if start?.checkpoint.choice != nil { return try end(records) }
        try session.prepare(observer(watch, records))
        try recordDamages(records)
        if let start {
            if let part = start.checkpoint.restore(session) {
                throw SearchJobError.damagedCheckpoint(
                    experiment: experiment.name, path: checkpoints.runs.file(start.record.path),
                    .foreign(part: part))
            }
            watch.meter.note("resumed at step \(start.record.step)")
        }
        savedAt = .now
        if let gumbel = session.gumbel {
            return try runSteps(gumbel, watch, records)
        }
        let choice = try choose(watch, records).proposal.choices
        let keepsDamages = request.configuration.adapted(to: request.strategy).measuresDamages
        if !session.split.heldBack.isEmpty, !keepsDamages { try recordRefittedDamages(records) }
        return try finish(choice, records)
    }

    /// The trial is finished once all of it is recorded.
    private func finish(_ choice: [Int], _ records: RunRecords) throws -> SearchOutcome {
        try write(.final, choice: choice, records)
        return try end(records)
    }

    private func end(_ records: RunRecords) throws -> SearchOutcome {
        try log("finished\(times(records))", records)
        try records.add { [trial] in _ = try $0.finish(trial: trial.id, .finished) }
        try records.settle()
        return try SearchOutcome(trial, request, database)
    }

    /// What the steps of this process took, and what of that its records and checkpoints did; for those who wonder what
    /// keeping them costs.
    private func times(_ records: RunRecords) -> String {
        guard stepping > .zero else { return "" }
        let share = { (part: Duration) in String(format: "%.2f %%", 100 * (part / self.stepping)) }
        return String(format: ": %.1f s of steps, ", stepping / .seconds(1))
            + "\(share(recording)) of it for rows, \(share(saving)) for checkpoints"
    }

    private func runSteps(
        _ gumbel: GumbelSearch, _ watch: Watch, _ records: RunRecords
    ) throws -> SearchOutcome {
        let configuration = request.configuration
        try advance(gumbel, from: 0, to: configuration.searchSteps, "search", watch, records)
        if gumbel.settled == nil {
            _ = try choose(watch, records)
            try write(.chosen, records)
        }
        try advance(gumbel, from: configuration.searchSteps, to: configuration.totalSteps, "settle", watch, records)
        guard let choice = gumbel.settled else { preconditionFailure("no choice after the search steps") }
        try measureSettled(choice, watch, records)
        return try finish(choice, records)
    }

    /// Shows phases, and says in the trial's row which one it is at.
    private func observer(_ watch: Watch, _ records: RunRecords) -> SearchSession.Observer {
        let shown = watch.observer
        // Phases begin on the thread that runs the search, as all its rows do.
        nonisolated(unsafe) let note = { self.note($0, records) }
        return SearchSession.Observer(
            begin: { name, total in
                note(name)
                shown.begin(name, total)
            }, update: shown.update, end: shown.end)
    }

    /// Says what the trial is at: who looks on may know, and nothing depends on it.
    private func note(_ phase: String, _ records: RunRecords) {
        try? records.add { [trial] in try $0.record(phase: phase, of: trial.id) }
    }

    /// Measures what the strategy proposes; the best is the choice.
    private func choose(_ watch: Watch, _ records: RunRecords) throws -> MeasuredProposal {
        let measured = try session.choose(observer(watch, records))
        try record(measured, session.split.heldBack.isEmpty ? .fitted : .heldBack, records)
        try recordMixture(beside: measured[0])
        return measured[0]
    }

    /// The choice with the weights that it ends with. They have been fitted on every frame by now.
    private func measureSettled(_ choice: [Int], _ watch: Watch, _ records: RunRecords) throws {
        guard let bank = session.bank else { return }
        let measurement = Measurement(
            session.teacher, windows: session.split.deciding, of: session.source,
            interval: request.resolved.keyframeInterval, pool: session.pool)
        note("measuring the result", records)
        watch.meter.begin("measuring the result", total: 1)
        var settled = try measurement.rank(
            [Proposal(label: "the choice, its weights settled", choices: choice)], of: bank,
            progress: watch.observer.update)
        settled[0].predictedNanoseconds = session.space.cost(choice).nanoseconds
        watch.meter.end()
        try record(settled, .fitted, records)
    }

    private func advance(
        _ gumbel: GumbelSearch, from start: Int, to end: Int, _ phase: String, _ watch: Watch, _ records: RunRecords
    ) throws {
        guard gumbel.step < end else { return }
        note(phase, records)
        watch.meter.begin(phase, total: end - start, done: gumbel.step - start)
        let (began, spent) = (ContinuousClock.now, records.spent)
        defer {
            stepping += .now - began
            recording += records.spent - spent
        }
        while gumbel.step < end {
            try watch.check()
            let report = try gumbel.advance()
            guard report.divergence.isFinite else { throw SearchError.diverged(step: report.step) }
            watch.meter.update(gumbel.step - start, detail: detail(report))
            try record(report, gumbel, records)
            // The end of a phase has a checkpoint of its own. Rows that have to wait are no reason to fill the disk.
            if gumbel.step < end, !records.isBehind, schedule.isDue(step: gumbel.step, since: savedAt) {
                let began = ContinuousClock.now
                try saveProgress(records)
                saving += .now - began
            }
        }
        watch.meter.end()
    }

    private func detail(_ report: GumbelSearch.Report) -> String {
        var text = String(format: "KL %.4f", report.divergence)
        func share(_ value: Double, _ budget: Int) -> Double { 100 * value / Double(max(1, budget)) }
        if let compute = request.limit.compute {
            text += String(format: " · λ %.4f", report.lambda)
            let time = report.time.map { String(format: " and %.4f", $0.lambda) } ?? ""
            text +=
                time
                + String(
                    format: " · τ %.2f · %.1f %% of the budget expected, %.1f %% chosen", report.temperature,
                    share(report.expectedMACs, compute.deltaFrame),
                    share(Double(report.discreteMACs), compute.deltaFrame))
        } else if let time = report.time {
            text += String(format: " · λ %.4f · τ %.2f", time.lambda, report.temperature)
        }
        if let time = report.time, let bound = request.limit.time {
            text += String(
                format: " · %.1f %% of the time expected, %.1f %% chosen",
                share(time.expectedNanoseconds, bound.deltaFrame),
                share(Double(time.discreteNanoseconds), bound.deltaFrame))
        }
        return text
    }
}
