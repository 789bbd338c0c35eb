import Networks
import StudentSpace
import Testing

@testable import Experiments

@Suite struct SiteTopologyTests {
    @Test func shortcutsAreNoEdgesAndMeetingBranchesAre() throws {
        let network = BatchNormFolding(
            try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(height: 256, width: 512))
        ).network
        let topology = try SiteTopology(network)
        let sites = try Site.sites(of: network)
        #expect(topology.sources.count == sites.count)
        func sources(_ name: String) -> [String] {
            let place = sites.firstIndex { $0.name == name }
            return place.map { topology.sources[$0].map { sites[$0].name } } ?? ["missing"]
        }
        #expect(sources("conv1.0") == [])
        #expect(sources("layer1.1.conv1") == ["layer1.0.conv2"])
        #expect(sources("layer2.1.conv1") == ["layer2.0.conv2", "layer2.0.downsample.0"])
        // Where the detailed branch takes in the other one.
        #expect(sources("layer4_.0.conv1") == ["layer3_.1.conv2", "compression3.0"])
        #expect(topology.sizes[0] == Size(height: 128, width: 256))
        // Edges lead down the page.
        #expect(topology.sources.enumerated().allSatisfy { site, sources in sources.allSatisfy { $0 < site } })
    }
}
