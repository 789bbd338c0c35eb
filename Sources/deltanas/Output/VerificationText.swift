import Experiments
import StudentSpace

/// What was checked of a student, as it is printed.
struct VerificationText {
    let report: VerificationReport

    init(_ report: VerificationReport) { self.report = report }

    var table: String {
        let spec = report.spec
        var facts = Facts([
            ("student", "\(report.specPath) (\(spec.createdBy), experiment \(spec.provenance.experiment))")
        ])
        if let budget = spec.budget {
            facts.add(
                "budget",
                "\(budget.requested): \(Cost(macs: budget.limitMACs)) in scope \(budget.scope.rawValue), T = \(spec.keyframeInterval), input \(spec.input)"
            )
        }
        if let budget = spec.latency?.budget {
            facts.add(
                "budget of time",
                "\(budget.requested): \(Quantity.time(budget.limitNanoseconds)) in scope \(budget.scope.rawValue), T = \(spec.keyframeInterval), input \(spec.input)"
            )
        }
        facts.add("delta frame", "\(Cost(macs: spec.use.deltaFrameMACs)) stated")
        facts.add("amortised", "\(Cost(macs: spec.use.amortisedMACs)) stated")
        if let latency = spec.latency {
            facts.add("time", latency.text)
            facts.add("on", latency.conditionsText)
        }
        for check in report.checks {
            facts.add(check.passes ? "ok" : "FAILED", Self.text(check.subject))
        }
        if let path = report.unreadTeacher { facts.add("unchecked", Self.text(.teacherDigest(path: path))) }
        return facts.text
    }

    /// What could not be checked, in one line.
    var warning: String? {
        report.unreadTeacher.map {
            "warning: \($0): the teacher's weights cannot be read, so they are not checked — keep them beside the spec, or give them to run and evaluate with --teacher"
        }
    }

    var json: JSONValue {
        .object([
            ("spec", .string(report.specPath)),
            ("sound", .bool(report.findings.isEmpty)),
            ("unchecked", .array(report.unreadTeacher.map { [.string(Self.text(.teacherDigest(path: $0)))] } ?? [])),
            (
                "checks",
                .array(
                    report.checks.map { check in
                        .object([
                            ("check", .string(Self.text(check.subject))),
                            ("passes", .bool(check.passes)),
                            ("findings", .array(check.findings.map { .string($0.text) })),
                        ])
                    })
            ),
        ])
    }

    private static func text(_ subject: VerificationReport.Check.Subject) -> String {
        switch subject {
        case .costs(let sites):
            "geometry, MACs and budget, counted again over \(counted(sites, "site"))"
        case .times(let sites):
            "predicted time and its budget, counted again over \(counted(sites, "site"))"
        case .weightsDigest(let path): "SHA-256 of \(path)"
        case .weights(let path): "names, shapes and values in \(path)"
        case .teacherDigest(let path), .modelDigest(let path): "SHA-256 of \(path)"
        }
    }
}
