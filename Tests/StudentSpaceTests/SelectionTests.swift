import Networks
import StudentSpace
import Testing

@Suite struct SelectionTests {
    /// Two convolutions around an activation, and a shortcut.
    private func chain() -> Network {
        Network(
            name: "chain", inputs: [.init("x", FeatureShape(height: 8, width: 8, channels: 16))],
            nodes: [
                Node("a", .convolution(Convolution(outputChannels: 16, kernel: Size(3), hasBias: true)), ["x"]),
                Node("r", .activation(Activation(.relu)), ["a"]),
                Node("b", .convolution(Convolution(outputChannels: 16, kernel: Size(3))), ["r"]),
                Node("sum", .add(Add()), ["b", "x"]),
            ], outputs: ["sum"])
    }

    @Test func sitesAreTheConvolutionsInOrder() throws {
        let sites = try Site.sites(of: chain())
        #expect(sites.map(\.name) == ["a", "b"])
        #expect(sites.map(\.source) == ["x", "r"])
        #expect(try sites.reduce(0) { $0 + $1.teacherMACs } == chain().macs())
    }

    @Test func assemblyReplacesSitesInPlace() throws {
        let selection = Selection([
            .init(site: "a", candidate: .lowRank(rank: 4)), .init(site: "b", candidate: .zero),
        ])
        let student = try assemble(delta: chain(), selection: selection)
        #expect(student.nodes.map(\.name) == ["a.reduce", "a", "r", "b", "sum"])
        #expect(student.nodes.map(\.inputs) == [["x"], ["a.reduce"], ["a"], [], ["b", "x"]])
        #expect(try student.macs() == selection.macs(at: Site.sites(of: chain())))
    }

    @Test func allTeachersAreTheNetworkWithoutBiases() throws {
        let network = chain()
        let sites = try Site.sites(of: network)
        let student = try assemble(delta: network, selection: Selection(everywhere: .teacher, sites: sites))
        #expect(student.nodes.map(\.name) == network.nodes.map(\.name))
        #expect(try student.macs() == network.macs())
        #expect(try student.parameterDefinitions().map(\.name) == ["a.weight", "b.weight"])
    }

    @Test func selectionsOfOtherNetworksAreErrors() throws {
        let a = Selection.Choice(site: "a", candidate: .teacher)
        let b = Selection.Choice(site: "b", candidate: .teacher)
        #expect(throws: AssemblyError.missingChoice(site: "b")) {
            try assemble(delta: chain(), selection: Selection([a]))
        }
        #expect(throws: AssemblyError.unknownSite("c")) {
            try assemble(delta: chain(), selection: Selection([a, b, .init(site: "c", candidate: .zero)]))
        }
        #expect(
            throws: AssemblyError.misfit(
                site: "b", candidate: .lowRank(rank: 99), .rankOutOfRange(rank: 99, limit: 16))
        ) {
            try assemble(delta: chain(), selection: Selection([a, .init(site: "b", candidate: .lowRank(rank: 99))]))
        }
    }

    @Test func oneCandidateEverywhereKeepsTheTeacherWhereItDoesNotFit() throws {
        let sites = try [site("wide", 32, 32), site("shortcut", 32, 64, kernel: Size(1), stride: Size(2))]
        let selection = Selection(everywhere: .separable(rank: 16), sites: sites)
        #expect(selection["wide"] == .separable(rank: 16))
        #expect(selection["shortcut"] == .teacher)
        #expect(selection["absent"] == nil)
    }
}
