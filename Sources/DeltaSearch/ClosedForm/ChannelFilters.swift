import Compute

/// The least-squares problem of one filter a channel, `V[o, (c, t)] = B[o, c] d[c, t]` for a given B:
///
///     Σ_{c',t'} (Bᵀ Ĝ B)[c, c'] Â[(c,t), (c',t')] d[c', t'] = (Bᵀ Ĝ W Â)[c, (c, t)]
///
/// solved by conjugate gradients, preconditioned by its diagonal blocks `(Bᵀ Ĝ B)[c, c] Â[(c,·), (c,·)]`. A
/// multiplication costs K² operations, a direct solution K³/3.
struct ChannelFilters: Sendable {
    let metric: SiteMetric
    /// The inverse of every channel's block of Â, taps × taps, one after the other.
    private let blockInverses: [Double]

    private var taps: Int { metric.geometry.taps }
    private var channels: Int { metric.geometry.inputChannels }

    init(_ metric: SiteMetric) throws(LinearAlgebraError) {
        self.metric = metric
        let taps = metric.geometry.taps
        var inverses: [Double] = []
        inverses.reserveCapacity(metric.geometry.patchSize * taps)
        for channel in 0..<metric.geometry.inputChannels {
            let block = Self.block(metric.patchMoment, channel, taps)
            // A channel without deltas has what the shrinkage added; one of a zero moment, the identity.
            inverses += try Cholesky(block, relativeRegularisation: 1e-12).solve(rowsOf: .identity(taps)).storage
        }
        blockInverses = inverses
    }

    /// `Â[(c,·), (c,·)]`, taps × taps.
    static func block(_ moment: Matrix, _ channel: Int, _ taps: Int) -> Matrix {
        let indices = Array(channel * taps..<(channel + 1) * taps)
        return moment.submatrix(rows: indices, cols: indices)
    }

    /// `Y[n, c] = Σ_t X[n, (c, t)] d[c, t]`: the product of X (n × K) with Dᵀ, D the filters as rows over patches.
    func contract(_ matrix: Matrix, _ filters: [Double]) -> Matrix {
        let (rows, channels) = (matrix.rows, channels)
        let panel = 256
        if let pool = metric.pool, rows > panel {
            let panels = pool.map((rows + panel - 1) / panel) { piece in
                contract(matrix, rows: piece * panel..<min((piece + 1) * panel, rows), filters)
            }
            return Matrix(rows: rows, cols: channels, storage: panels.flatMap(\.self))
        }
        return Matrix(rows: rows, cols: channels, storage: contract(matrix, rows: 0..<rows, filters))
    }

    private func contract(_ matrix: Matrix, rows: Range<Int>, _ filters: [Double]) -> [Double] {
        let (size, taps, channels) = (matrix.cols, taps, channels)
        return [Double](unsafeUninitializedCapacity: rows.count * channels) { output, count in
            matrix.storage.withUnsafeBufferPointer { input in
                filters.withUnsafeBufferPointer { filters in
                    for (place, n) in rows.enumerated() {
                        for c in 0..<channels {
                            var sum = 0.0
                            for t in c * taps..<(c + 1) * taps { sum += input[n * size + t] * filters[t] }
                            output[place * channels + c] = sum
                        }
                    }
                }
            }
            count = rows.count * channels
        }
    }

    /// `Σ_o X[o, c] Y[o, (c, t)]` for every (c, t).
    private func columnProducts(_ x: Matrix, _ y: Matrix) -> [Double] {
        var sums = [Double](repeating: 0, count: y.cols)
        x.storage.withUnsafeBufferPointer { x in
            y.storage.withUnsafeBufferPointer { y in
                for o in 0..<metric.geometry.outputChannels {
                    for k in sums.indices { sums[k] += x[o * channels + k / taps] * y[o * sums.count + k] }
                }
            }
        }
        return sums
    }

    /// Lowers the damage over the filters, the output map B (Cout × Cin) given, from `start` on. Every step lowers it.
    ///
    /// - Parameter tolerance: stops where the residual's norm has fallen to this share of the right-hand side's.
    func minimise(
        outputMap: Matrix, start: [Double], steps: Int, tolerance: Double = 0
    ) -> [Double] {
        let weighted = metric.fisher.times(outputMap)
        let product = outputMap.transposedTimes(weighted)
        let coupling = 0.5 * (product + product.transposed)
        let mean = coupling.meanDiagonal
        guard mean > 0 else { return start }
        let blockScales = coupling.diagonal.map { 1 / ($0 + 1e-9 * mean) }

        let target = columnProducts(weighted, metric.crossMoment)
        var filters = start
        var residual = zip(target, multiply(coupling, start)).map { $0 - $1 }
        var conditioned = precondition(residual, blockScales)
        var direction = conditioned
        var energy = dot(residual, conditioned)
        let threshold = tolerance * tolerance * dot(target, precondition(target, blockScales))
        for _ in 0..<steps where energy > threshold && energy > 0 {
            let image = multiply(coupling, direction)
            let curvature = dot(direction, image)
            guard curvature > 0 else { break }
            let step = energy / curvature
            for k in filters.indices {
                filters[k] += step * direction[k]
                residual[k] -= step * image[k]
            }
            conditioned = precondition(residual, blockScales)
            let next = dot(residual, conditioned)
            for k in direction.indices { direction[k] = conditioned[k] + (next / energy) * direction[k] }
            energy = next
        }
        return filters
    }

    /// The left-hand side of the normal equations.
    private func multiply(_ coupling: Matrix, _ filters: [Double]) -> [Double] {
        let contracted = contract(metric.patchMoment, filters)
        let (taps, channels) = (taps, channels)
        return coupling.storage.withUnsafeBufferPointer { coupling in
            contracted.storage.withUnsafeBufferPointer { contracted in
                filters.indices.map { k in
                    let row = k / taps * channels
                    var sum = 0.0
                    for c in 0..<channels { sum += coupling[row + c] * contracted[k * channels + c] }
                    return sum
                }
            }
        }
    }

    private func precondition(_ residual: [Double], _ blockScales: [Double]) -> [Double] {
        residual.indices.map { k in
            let channel = k / taps
            var sum = 0.0
            for t in 0..<taps { sum += blockInverses[k * taps + t] * residual[channel * taps + t] }
            return blockScales[channel] * sum
        }
    }

    private func dot(_ x: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        for k in x.indices { sum += x[k] * y[k] }
        return sum
    }
}
