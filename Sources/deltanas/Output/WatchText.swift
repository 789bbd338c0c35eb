import ExperimentStore
import Experiments
import Foundation
import StudentSpace

/// What `watch` prints of one look.
struct WatchText {
    let look: RunWatch.Look

    private var reading: RunReading { look.reading }

    /// For a terminal of so many columns.
    func block(width: Int) -> [String] {
        var lines = ["\(reading.experiment) · \(progress)"]
        if let trials { lines.append(trials) }
        if let share = look.share, !reading.isOver {
            let bar = max(1, min(40, width))
            let filled = Int((share * Double(bar)).rounded(.down))
            lines.append(String(repeating: "█", count: filled) + String(repeating: "░", count: bar - filled))
        }
        let parts = [prices, cost, losses].filter { !$0.isEmpty }.map { $0.joined(separator: " · ") }
        lines += parts
        if let checkpoint { lines.append(checkpoint) }
        if let error = reading.error { lines.append(error) }
        return lines
    }

    /// For a log.
    var line: String {
        ([progress] + [trials].compactMap { $0 } + prices + cost + losses + [checkpoint].compactMap { $0 }
            + [reading.error].compactMap { $0 })
            .joined(separator: " · ")
    }

    private var progress: String {
        var text = reading.phase.rawValue
        if reading.steps > 0, reading.phase != .created {
            text += " \(Int((look.share ?? 0) * 100))% \(reading.step)/\(reading.steps)"
        }
        if let rate = look.rate, !reading.isOver {
            text +=
                rate >= 1 ? String(format: " · %.1f/s", rate) : String(format: " · %.1f s each", 1 / max(rate, 1e-9))
        }
        if let left = look.secondsLeft, !reading.isOver { text += " · \(ProgressMeter.clock(left)) left" }
        if let activity = reading.activity, activity != reading.phase.rawValue, !reading.isOver {
            text += " · \(activity)" + (activitySeconds.map { ", for \(ProgressMeter.clock($0)) so far" } ?? "")
        }
        return text
    }

    /// How long the trial has been at what it does.
    private var activitySeconds: Double? { reading.activityBeganAt.map { max(0, look.at.timeIntervalSince($0)) } }

    /// How many trials there are of each kind, and which runs; nil for an experiment of one.
    private var trials: String? {
        guard !reading.trials.isEmpty else { return nil }
        let counts = TrialRecord.Status.allCases.compactMap { status -> String? in
            let found = reading.trials.filter { $0.status == status }
            guard !found.isEmpty else { return nil }
            let which =
                status == .running
                ? " (" + found.map { "\($0.position) at step \($0.step)" }.joined(separator: ", ") + ")" : ""
            return "\(found.count) \(status.rawValue)\(which)"
        }
        let done = reading.trials.reduce(0) { $0 + $1.step }
        let steps = reading.steps > 0 ? " · \(done)/\(reading.steps * reading.trials.count) steps in all" : ""
        return "\(reading.trials.count) trials: " + counts.joined(separator: ", ") + steps
    }

    private var prices: [String] {
        [
            reading.metric("temperature").map { String(format: "τ %.3f", $0) },
            reading.metric("lambda").map { String(format: "λ %.4f", $0) },
            reading.metric("time_lambda").map { String(format: "λ of time %.4f", $0) },
            reading.metric("entropy").map { String(format: "entropy %.3f nats", $0) },
        ].compactMap { $0 }
    }

    private var cost: [String] {
        func share(_ macs: Double) -> String {
            String(format: "%.1f%%", 100 * macs / Double(max(1, reading.teacherMacs)))
        }
        let costs = [
            reading.metric("expected_macs").map { "expected \(share($0))" },
            reading.metric("discrete_macs").map { "discrete \(share($0))" },
        ].compactMap { $0 }
        guard !costs.isEmpty else { return [] }
        let budget = reading.limitMacs.map { ["budget \(share(Double($0)))"] } ?? []
        return costs + budget.map { "\($0) of the teacher's MACs" }
    }

    private var losses: [String] {
        [
            reading.metric("divergence").map { String(format: "KL %.4f", $0) },
            reading.metric("agreement").map { String(format: "agreement %.4f", $0) },
        ].compactMap { $0 }
    }

    private var checkpoint: String? {
        guard let checkpoint = reading.checkpoint, let age = look.checkpointAge else { return nil }
        return "checkpoint of step \(checkpoint.step), \(ProgressMeter.clock(age)) old"
    }

    /// One look a row, with stable keys.
    static func table(_ looks: [RunWatch.Look]) -> Table {
        var table = Table([
            .init("at", "at"), .init("experiment", "experiment"), .init("phase", "phase"),
            .init("run", "run", isNumber: true), .init("step", "step", isNumber: true),
            .init("steps", "steps", isNumber: true), .init("seconds_left", "left", isNumber: true),
            .init("temperature", "τ", isNumber: true), .init("lambda", "λ", isNumber: true),
            .init("time_lambda", "λ of time", isNumber: true), .init("expected_macs", "expected", isNumber: true),
            .init("discrete_macs", "discrete", isNumber: true), .init("entropy", "entropy", isNumber: true),
            .init("divergence", "KL", isNumber: true), .init("agreement", "agreement", isNumber: true),
            .init("checkpoint_step", "checkpoint", isNumber: true),
            .init("checkpoint_age_seconds", "age", isNumber: true), .init("alive", "alive"),
            .init("trials", "trials", isNumber: true), .init("finished_trials", "finished", isNumber: true),
            .init("activity", "activity"), .init("activity_seconds", "for", isNumber: true),
        ])
        for look in looks {
            let reading = look.reading
            let numbers = [
                "temperature", "lambda", "time_lambda", "expected_macs", "discrete_macs", "entropy",
                "divergence", "agreement",
            ].map { Table.Cell(.number(reading.metric($0))) }
            table.rows.append(
                [
                    .string(Quantity.timestamp(look.at)), .string(reading.experiment),
                    .string(reading.phase.rawValue), .integer(reading.run), .integer(reading.step),
                    .integer(reading.steps), .init(.number(look.secondsLeft)),
                ] + numbers + [
                    .integer(reading.checkpoint?.step), .init(.number(look.checkpointAge)),
                    .init(.bool(look.isAlive && !reading.isOver)), .integer(max(1, reading.trials.count)),
                    .integer(
                        reading.trials.isEmpty
                            ? (reading.phase == .finished ? 1 : 0)
                            : reading.trials.count { $0.status == .finished }),
                    .string(reading.isOver ? nil : reading.activity),
                    .init(.number(reading.isOver ? nil : WatchText(look: look).activitySeconds)),
                ])
        }
        return table
    }
}
