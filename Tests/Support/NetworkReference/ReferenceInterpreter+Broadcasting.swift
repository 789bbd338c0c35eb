import Networks

extension ReferenceInterpreter {
    /// `a (operator) b`, axes of extent 1 repeated.
    func elementwise(
        _ operation: Networks.Operation, _ a: ReferenceTensor, _ b: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        for n in 0..<y.batch {
            for py in 0..<y.shape.height {
                for px in 0..<y.shape.width {
                    for c in 0..<y.shape.channels {
                        y.values[y.index(n, py, px, c)] = combine(
                            operation, a.values[Self.repeated(a, n, py, px, c)],
                            b.values[Self.repeated(b, n, py, px, c)])
                    }
                }
            }
        }
        return y
    }

    private func combine(_ operation: Networks.Operation, _ a: Double, _ b: Double) -> Double {
        switch operation {
        case .add: a + b
        case .subtract: arithmetic == .magnitudes ? a + b : a - b
        case .multiply: a * b
        case .divide: a / b
        default: preconditionFailure("\(operation) is no elementwise operation")
        }
    }

    private static func repeated(_ x: ReferenceTensor, _ n: Int, _ y: Int, _ column: Int, _ c: Int) -> Int {
        x.index(n, x.shape.height == 1 ? 0 : y, x.shape.width == 1 ? 0 : column, x.shape.channels == 1 ? 0 : c)
    }
}
