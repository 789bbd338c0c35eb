import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct WeightSVDTests {
    @Test(arguments: RandomSite.shapes)
    func itIsTheClosedFormOfIdentityMoments(geometry: KernelGeometry) throws {
        let moments = RandomSite.moments(
            geometry, patchMoment: .identity(geometry.patchSize), outputFisher: .identity(geometry.outputChannels),
            patches: .max / 2, positions: 1)
        var fitter = try SiteFitter(moments, settings: FitSettings(fisherRegularisation: 0))
        for kind in RandomSite.kinds(geometry) {
            switch kind {
            case .lowRank, .separable:
                let student = try WeightSVD.fit(kind, kernel: moments.kernel, geometry: geometry)
                let closedForm = try fitter.fit(kind)
                #expect(abs(student.damage - closedForm.damage) < 1e-5 * fitter.zeroDamage, "\(kind)")
                #expect(abs(student.damage - (student.kernel(geometry) - moments.kernel).squaredNorm) < 1e-4)
                let difference = student.kernel(geometry) - closedForm.kernel(geometry)
                #expect(difference.storage.allSatisfy { abs($0) < 1e-3 }, "\(kind)")
            default: continue
            }
        }
    }
}
