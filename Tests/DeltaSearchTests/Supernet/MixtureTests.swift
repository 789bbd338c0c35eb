import Compute
import Networks
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct MixtureTests {
    /// All weight on one candidate is that candidate; weight on two is between them.
    @Test func aMixtureOfOneIsItsStudent() throws {
        let teacher = try TinyTeacher.make()
        let bank = RandomBank.make(teacher)
        let choices = bank.sites.map { $0.candidates.count / 2 }
        let pure = bank.mixture(
            zip(bank.sites, choices).map { site, choice in
                site.candidates.indices.map { $0 == choice ? 1 : 0 }
            })
        let even = bank.mixture(
            bank.sites.map { site in
                site.candidates.indices.map { $0 < 2 ? 1 / Double(min(2, site.candidates.count)) : 0 }
            })
        for (site, choice) in zip(bank.sites, choices) {
            let name = site.site.name + ".weight"
            #expect(pure.selection[site.site.name] == .teacher)
            #expect(pure.weights.value(name).values == site.kernel(choice).floats)
            let kernels = site.candidates.indices.prefix(2).map { site.kernel($0).floats }
            let mean = kernels[0].indices.map { i in kernels.reduce(0) { $0 + $1[i] } / Float(kernels.count) }
            for (a, b) in zip(even.weights.value(name).values, mean) { #expect(abs(a - b) < 1e-6) }
        }
    }
}
