import Compute

extension ErrorMessage {
    init(_ error: PlanError) {
        switch error {
        case .missingParameter(let name, let node):
            self.init(.internal, "node \(node) needs the parameter \(name), which is not there", remedy: Self.report)
        case .misshapenParameter(let name, let expected, let found):
            self.init(.internal, "parameter \(name) is \(found), expected \(expected)", remedy: Self.report)
        case .primitive(let node, let direction, let status):
            self.init(
                .internal, "oneDNN refused the \(direction) computation of \(node) (status \(status))",
                remedy: status == 1 ? "free some memory, or use fewer --jobs or a smaller --input" : Self.report)
        case .misshapenInput(let name, let expected, let found):
            self.init(.internal, "input \(name) has \(found) elements, expected \(expected)", remedy: Self.report)
        case .unknownTensor(let name):
            self.init(.internal, "the network has no tensor \(name)", remedy: Self.report)
        }
    }

    init(_ error: LinearAlgebraError) {
        switch error {
        case .notFinite(let operation, let index):
            self.init(
                .mismatch, "not a finite number at element \(index), in \(operation)",
                remedy: "check that teacher and frames belong together")
        case .notPositiveDefinite(let minor, let size):
            self.init(
                .internal, "a \(size)x\(size) matrix is not positive definite (minor \(minor))", remedy: Self.report)
        case .lapack(let routine, let info):
            self.init(.internal, "LAPACK's \(routine) did not converge (info \(info))", remedy: Self.report)
        }
    }
}
