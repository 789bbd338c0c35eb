/// Computes nodes whose inputs are all known: shapes, axes, weights under arithmetic.
///
/// One table from operator to rule; the rules stand by subject in the files beside this one.
struct ConstantFolder: Sendable {
    typealias Rule = @Sendable (inout ConstantFolder, OperatorCall) throws -> [ConstantTensor]

    /// How many elements may still be made: what a file may ask for grows with what it holds.
    private var elementsLeft: Int
    private let elementLimit: Int

    /// - Parameter stored: elements of the file's own constants.
    init(stored: Int) {
        elementLimit = 1 << 22 + 16 * stored
        elementsLeft = elementLimit
    }

    static let rules: [String: Rule] = movement.merging(arithmetic) { first, _ in first }
        .merging(reductions) { first, _ in first }
        .merging(sources) { first, _ in first }
        .merging(positions) { first, _ in first }
        .merging(convolutions) { first, _ in first }

    /// A node's outputs; nil where some input is not constant or there is no rule.
    mutating func fold(_ call: OperatorCall) throws -> [ConstantTensor]? {
        guard let rule = Self.rules[call.node.op] else { return nil }
        for input in call.inputs {
            if case .view = input { return nil }
        }
        return try rule(&self, call)
    }

    /// The number of elements of a shape that is about to be made.
    ///
    /// - Throws: where the shape is negative or larger than the file justifies.
    @discardableResult
    mutating func reserve(_ dims: [Int], _ call: OperatorCall) throws -> Int {
        guard dims.allSatisfy({ $0 >= 0 }) else { throw call.fault("a shape of \(dims)") }
        var count = 1
        for extent in dims {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw ONNXError.Problem.constantsTooLarge(limit: elementLimit) }
            count = product
        }
        guard count <= elementsLeft else { throw ONNXError.Problem.constantsTooLarge(limit: elementLimit) }
        elementsLeft -= count
        return count
    }
}
