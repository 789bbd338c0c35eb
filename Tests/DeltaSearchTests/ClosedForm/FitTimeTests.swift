import Compute
import Foundation
import RandomStreams
import Testing

@testable import DeltaSearch

private let benchmarksAreWanted = ProcessInfo.processInfo.environment["DELTANAS_BENCH"] != nil

/// Prints how long each kind takes at the largest kernels of DDRNet-23-slim, on one thread. Asserts nothing about time.
@Suite(.serialized, .enabled(if: benchmarksAreWanted, "set DELTANAS_BENCH=1 to measure"))
struct FitTimeTests {
    @Test(arguments: [
        RandomSite.geometry(64, 64, 3, 3), RandomSite.geometry(128, 128, 3, 3), RandomSite.geometry(256, 256, 3, 3),
        RandomSite.geometry(640, 128, 1, 1), RandomSite.geometry(256, 512, 1, 1),
    ])
    func timeOfEachKind(geometry: KernelGeometry) throws {
        BLASThreads.set(1)
        let moments = RandomSite.moments(geometry)
        let clock = ContinuousClock()
        var started: SiteFitter?
        var total = try clock.measure { started = try SiteFitter(moments) }
        var fitter = try #require(started)
        print("\(geometry.outputChannels) × \(geometry.inputChannels) × \(geometry.height) × \(geometry.width)")
        print("    metric \(total)")
        let ranks = [16, 8, 4, 2].map { geometry.outputChannels / $0 }
        var kinds: [StudentKind] = ranks.map { .lowRank($0) }
        if geometry.taps > 1 { kinds += ranks.map { .separable($0) } + [.pointwise, .depthwise, .depthwisePointwise] }
        for kind in kinds {
            var damage = 0.0
            let time = try clock.measure { damage = try fitter.fit(kind).damage }
            total += time
            print("    \(kind) \(time), \(damage / fitter.zeroDamage) of the damage of zero")
            #expect(damage <= fitter.zeroDamage)
        }
        print("    together \(total)")
    }
}
