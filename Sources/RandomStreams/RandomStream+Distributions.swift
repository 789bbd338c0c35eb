#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

extension RandomStream {
    /// Standard normal, by Box and Muller's transform (the cosine branch alone: two draws a number, no cached half).
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// Standard Gumbel: `−log(−log u)`, `u` uniform in (0, 1).
    public mutating func gumbel() -> Double {
        let u = (Double(next() >> 11) + 0.5) * 0x1p-53
        return -log(-log(u))
    }
}
