import RandomStreams
import Testing

@Suite struct RandomStreamTests {
    @Test func sameSeedAndNameGiveTheSameNumbers() {
        var a = RandomStream(seed: 7, stream: "gumbel")
        var b = RandomStream(seed: 7, stream: "gumbel")
        #expect((0..<100).allSatisfy { _ in a.next() == b.next() })
    }

    @Test(arguments: [(7 as UInt64, "data"), (8, "gumbel")])
    func anotherSeedOrNameGivesOtherNumbers(seed: UInt64, name: String) {
        var a = RandomStream(seed: 7, stream: "gumbel")
        var b = RandomStream(seed: seed, stream: name)
        #expect((0..<100).filter { _ in a.next() == b.next() }.isEmpty)
    }

    @Test func stateRestoresTheStream() {
        var a = RandomStream(seed: 1, stream: "x")
        _ = a.next()
        var b = RandomStream(seed: 2, stream: "y")
        b.state = a.state
        #expect(a.next() == b.next())
    }

    @Test func momentsOfTheDistributions() {
        var stream = RandomStream(seed: 3, stream: "moments")
        let n = 200_000
        var sums = (uniform: 0.0, normal: 0.0, square: 0.0, gumbel: 0.0)
        for _ in 0..<n {
            sums.uniform += stream.uniform()
            let z = stream.normal()
            sums.normal += z
            sums.square += z * z
            sums.gumbel += stream.gumbel()
        }
        let count = Double(n)
        // Five standard errors each.
        #expect(abs(sums.uniform / count - 0.5) < 5 * 0.2887 / count.squareRoot())
        #expect(abs(sums.normal / count) < 5 / count.squareRoot())
        #expect(abs(sums.square / count - 1) < 5 * 1.4142 / count.squareRoot())
        #expect(abs(sums.gumbel / count - 0.57722) < 5 * 1.2825 / count.squareRoot())
    }
}
