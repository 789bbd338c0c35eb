public import Compute

/// The reference recipe's start (Habibian et al. 2022): truncated singular value decompositions of the kernel alone,
/// without statistics. What the closed forms of ``SiteFitter`` become where A and G are identities.
public enum WeightSVD {
    /// The low-rank or separable student of the kernel W (Cout × K) that minimises `‖W − V‖²`, which is returned as its
    /// damage (that of identity moments at one position), with balanced factors.
    ///
    /// Throws ``LinearAlgebraError`` where the kernel is not finite.
    public static func fit(
        _ kind: StudentKind, kernel: Matrix, geometry: KernelGeometry
    ) throws(LinearAlgebraError) -> ClosedFormStudent {
        precondition(kernel.rows == geometry.outputChannels && kernel.cols == geometry.patchSize)
        precondition(kind.isDefined(for: geometry), "\(kind) at a site of \(geometry)")
        switch kind {
        case .lowRank(let rank):
            return try truncated(kernel, kind, rank) { reduce, expand in
                .lowRank(rank, reduce: reduce, expand: expand, geometry: geometry)
            }
        case .separable(let rank):
            // (o, (s, j)) → ((o, j), s), s = (c, i).
            let width = geometry.width
            let size = geometry.inputChannels * geometry.height
            let order = (0..<size * width).map { ($0 % size) * width + $0 / size }
            let reshaped = kernel.columns(order).reshaped(rows: geometry.outputChannels * width, cols: size)
            return try truncated(reshaped, kind, rank) { reduce, expand in
                .separable(
                    rank, reduce: reduce,
                    expand: expand.reshaped(rows: geometry.outputChannels, cols: width * rank), geometry: geometry)
            }
        case .pointwise, .depthwise, .depthwisePointwise, .zero, .teacher:
            preconditionFailure("\(kind) is no truncated decomposition")
        }
    }

    private static func truncated(
        _ matrix: Matrix, _ kind: StudentKind, _ rank: Int, factors: (Matrix, Matrix) -> [ClosedFormStudent.Factor]
    ) throws(LinearAlgebraError) -> ClosedFormStudent {
        let svd = try ThinSVD(matrix)
        let roots = svd.values.prefix(rank).map { $0.squareRoot() }
        let reduce = svd.vt.rows(0..<rank).scalingRows(by: roots)
        let expand = svd.u.columns(0..<rank).scalingColumns(by: roots)
        return ClosedFormStudent(
            kind: kind, factors: factors(reduce, expand),
            damage: svd.values.dropFirst(rank).reduce(0) { $0 + $1 * $1 })
    }
}
