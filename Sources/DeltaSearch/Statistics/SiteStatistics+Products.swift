import Compute

/// Products with A where it lies: in memory's order of a patch, (i, j, c), as the sums are kept.
extension SiteStatistics {
    /// Fills the lower triangle of the sums, so that products can read them. Sums that come in later do not need it.
    func mirrorPatchSums() {
        let size = patchSize
        let sums = patchSums.pointer
        // In tiles: rows and columns of one tile are in cache together.
        let tile = 64
        for top in stride(from: 0, to: size, by: tile) {
            for left in stride(from: top, to: size, by: tile) {
                for row in top..<min(top + tile, size) {
                    for column in max(left, row + 1)..<max(min(left + tile, size), max(left, row + 1)) {
                        sums[column * size + row] = sums[row * size + column]
                    }
                }
            }
        }
    }

    /// `result = x · Σ p pᵀ` for `rows` rows, all in memory's order. The sums must be mirrored.
    func multiplyPatchSums(_ x: FloatBuffer, rows: Int, into result: FloatBuffer) {
        withExtendedLifetime((x, result)) {
            FloatBLAS.gemm(
                m: rows, n: patchSize, k: patchSize, x.pointer, patchSums.pointer, result.pointer)
        }
    }
}
