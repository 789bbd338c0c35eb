import Networks

extension NetworkLowering {
    /// `MatMul` where neither side is a constant matrix on the right: of two tensors that depend on the frame, or with a
    /// constant on the left.
    mutating func matrixProduct(_ call: OperatorCall) throws -> FeatureView {
        switch (try call.value(0), try call.value(1)) {
        case (.constant(let matrix), .view(let view)):
            guard let plain = matrix.matrix, view.dims.count >= 2 else {
                return try product(call, try self.view(call, of: matrix), view)
            }
            // `W x = (xᵀ Wᵀ)ᵀ`.
            let last = view.dims.count - 1
            let order = Array(0..<last - 1) + [last, last - 1]
            return try product(call, view.transposed(order), plain.transposed, bias: nil).transposed(order)
        case (.view(let view), .constant(let matrix)): return try product(call, view, try self.view(call, of: matrix))
        case (.view(let a), .view(let b)): return try product(call, a, b)
        case (.constant, .constant): throw call.fault("of constants that are not two fitting matrices")
        }
    }

    /// `y[…, i, j] = Σ_k a[…, i, k] · b[…, k, j]`.
    func checked(_ call: OperatorCall, _ a: FeatureView, _ b: FeatureView) throws {
        guard a.dims.count >= 2, b.dims.count >= 2, a.extents[a.dims.count - 1] == b.extents[b.dims.count - 2] else {
            throw call.fault("a product of \(a.extents) and \(b.extents)")
        }
    }

    private mutating func product(_ call: OperatorCall, _ a: FeatureView, _ b: FeatureView) throws -> FeatureView {
        try checked(call, a, b)
        let rank = max(a.dims.count, b.dims.count)
        var (a, b) = (a, b)
        a.dims.insert(contentsOf: [[FeatureView.Factor]](repeating: [], count: rank - a.dims.count), at: 0)
        b.dims.insert(contentsOf: [[FeatureView.Factor]](repeating: [], count: rank - b.dims.count), at: 0)
        let (m, n) = (rank - 2, rank - 1)
        let batch = Array(0..<rank - 2)
        let (left, right) = (batch.map { a.extents[$0] }, batch.map { b.extents[$0] })
        let extents = batch.map { max(left[$0], right[$0]) } + [a.extents[m], b.extents[n]]
        let result: Arrangement
        var sides: (Arrangement, Arrangement)
        if left == right {
            sides = (
                Arrangement(rows: batch, columns: [m], channels: [n]),
                Arrangement(rows: batch, columns: [m], channels: [n])
            )
            result = sides.0
        } else if right.allSatisfy({ $0 == 1 }) {
            // One matrix for all: the batch is a part of the rows.
            sides = (Arrangement(columns: batch + [m], channels: [n]), Arrangement(columns: [m], channels: [n]))
            result = sides.0
        } else {
            guard left.allSatisfy({ $0 == 1 }) else { throw call.fault("\(left) products with \(right)") }
            sides = (Arrangement(columns: [m], channels: [n]), Arrangement(columns: [m], channels: batch + [n]))
            result = sides.1
        }
        let first = try arranged(call, a, sides.0, role: "left")
        let second = try arranged(call, b, sides.1, role: "right")
        let (tensor, shape) = try emit(call, .matrixProduct(MatrixProduct()), [first.tensor, second.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: result.dims(extents))
    }
}

extension ConstantTensor {
    /// The tensor as a matrix where all but its last two dimensions are 1.
    var matrix: ConstantTensor? {
        guard dims.count >= 2, dims.dropLast(2).allSatisfy({ $0 == 1 }) else { return nil }
        return reshaped(Array(dims.suffix(2)))
    }

    /// The transposed matrix.
    ///
    /// - Precondition: two dimensions.
    var transposed: ConstantTensor {
        let turned = [dims[1], dims[0]]
        return taking(Strides.places(turned, [1, dims[1]]), dims: turned)
    }
}
