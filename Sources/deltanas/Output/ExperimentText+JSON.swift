import ExperimentStore
import Experiments
import StudentSpace

extension ExperimentText {
    /// One experiment with stable keys.
    var json: JSONValue {
        let record = details.experiment
        return .object([
            ("name", .string(record.name)),
            ("status", .string(details.status.rawValue)),
            ("created", .string(Quantity.timestamp(record.createdAt))),
            ("settings", Self.json(record.settings)),
            ("provenance", Self.json(record.provenance)),
            ("trials", .array(details.trials.map(Self.json))),
            ("choices", choices),
            ("candidates", candidates.json),
            ("derivations", .array(details.derivations.map(Self.json))),
            ("finetunings", .array(zip(details.finetunings, details.finetuningStatuses).map(Self.json))),
            (
                "events",
                .array(
                    details.events.map {
                        .object([
                            ("at", .string(Quantity.timestamp($0.at))), ("level", .string($0.level.rawValue)),
                            ("message", .string($0.message)),
                        ])
                    })
            ),
        ])
    }

    /// What each site has, and where that comes from.
    private var choices: JSONValue {
        let origin =
            switch details.choices.origin {
            case .student: "student"
            case .checkpoint: "checkpoint"
            case .probabilities: "probabilities"
            case .none: "none"
            }
        return .object([
            ("origin", .string(origin)),
            ("delta_frame_macs", .integer(details.choices.macs)),
            (
                "sites",
                .array(
                    zip(details.sites, details.choices.choices).map { site, choice in
                        .object([
                            ("site", .string(site.name)), ("teacher_macs", .integer(site.teacherMacs)),
                            ("candidate", .string(choice?.candidate)), ("macs", .integer(choice?.macs)),
                            ("damage", .number(choice?.damage)),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ settings: SearchSettings) -> JSONValue {
        .object(
            [
                ("input", .string("\(settings.inputHeight)x\(settings.inputWidth)")),
                ("keyframe_interval", .integer(settings.keyframeInterval)),
                ("teacher_macs", .integer(settings.teacherMacs)),
                ("budget", .string(settings.budget?.text)),
                ("budget_scope", .string(settings.budgetScope.rawValue)),
                ("limit_macs", .integer(settings.budget?.limitMacs)),
                ("time_budget", .string(settings.timeBudget?.text)),
                ("limit_nanoseconds", .integer(settings.timeBudget?.limitNanoseconds)),
                ("strategy", .string(settings.strategy)),
                ("steps", .integer(settings.steps)),
                ("seed", .string("\(settings.seed)")),
            ])
    }

    private static func json(_ provenance: Provenance) -> JSONValue {
        .object([
            ("tool_version", .string(provenance.toolVersion)),
            ("revision", .string(provenance.revision)),
            ("command_line", .string(provenance.commandLine)),
            ("host", .string(provenance.host)),
            ("space", .string(provenance.spacePath)),
            ("space_sha256", .string(provenance.spaceSha256)),
            ("teacher", .string(provenance.teacherPath)),
            ("teacher_sha256", .string(provenance.teacherSha256)),
            ("data", .string(provenance.dataText)),
            ("data_sha256", .string(provenance.dataSha256)),
        ])
    }

    private static func json(_ trial: ExperimentDetails.Trial) -> JSONValue {
        let record = trial.record
        return .object([
            ("trial", .integer(record.position)),
            ("status", .string(trial.status.rawValue)),
            ("phase", .string(trial.status == .running ? record.phase : nil)),
            ("seed", .string("\(record.seed)")),
            ("step", .integer(record.step)),
            ("started", .string(record.startedAt.map(Quantity.timestamp))),
            ("finished", .string(record.finishedAt.map(Quantity.timestamp))),
            ("error", .string(record.error)),
            ("metrics", .object(trial.metrics.map { ($0.name, .number($0.value)) })),
            ("measurements", .array(trial.measurements.map(json))),
        ])
    }

    /// Times of a delta frame.
    private static func times(_ predicted: Int?, _ measured: Int?) -> [(String, JSONValue)] {
        [("predicted_nanoseconds", .integer(predicted)), ("measured_nanoseconds", .integer(measured))]
    }

    private static func json(_ measurement: MeasurementRecord) -> JSONValue {
        .object(
            [
                ("step", .integer(measurement.step)),
                ("network", .string(measurement.label)),
                ("frames", .string(measurement.frames.rawValue)),
                ("delta_frame_macs", .integer(measurement.deltaFrameMacs)),
            ] + times(measurement.predictedNanoseconds, measurement.measuredNanoseconds) + [
                ("agreement", .number(measurement.agreement)),
                ("miou", .number(measurement.miou)),
            ])
    }

    private static func json(_ derivation: DerivationRecord) -> JSONValue {
        .object(
            [
                ("budget", .string(derivation.budget?.text)), ("time_budget", .string(derivation.timeBudget?.text)),
                ("budget_scope", .string(derivation.budgetScope.rawValue)),
                ("delta_frame_macs", .integer(derivation.deltaFrameMacs)),
                ("amortised_macs", .integer(derivation.amortisedMacs)),
            ] + times(derivation.predictedNanoseconds, derivation.measuredNanoseconds) + [
                ("agreement", .number(derivation.agreement)),
                ("miou", .number(derivation.miou)),
                ("folder", .string(derivation.folder)),
                ("created", .string(Quantity.timestamp(derivation.createdAt))),
            ])
    }

    private static func json(_ run: FinetuningRecord, _ status: TrialRecord.Status) -> JSONValue {
        .object([
            ("status", .string(status.rawValue)),
            ("spec", .string(run.specPath)),
            ("data", .string(run.dataText)),
            ("first_frame", .integer(run.firstFrame)),
            ("last_frame", .integer(run.lastFrame)),
            ("seed", .string("\(UInt64(bitPattern: run.seed))")),
            ("steps", .integer(run.steps)),
            ("step", .integer(run.step)),
            ("agreement", .number(run.agreement)),
            ("folder", .string(run.folder)),
            ("started", .string(Quantity.timestamp(run.startedAt))),
            ("finished", .string(run.finishedAt.map(Quantity.timestamp))),
        ])
    }
}
