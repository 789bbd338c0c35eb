import Experiments
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@Suite struct ResolvedSpaceTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func theFileHoldsWhereNothingElseIsSaid() throws {
        let path = Self.root + "/searchspaces/ddrnet.json"
        let resolved = try ResolvedSpace(spacePath: path)
        #expect(resolved.input == Size(height: 256, width: 512))
        #expect(resolved.keyframeInterval == 4)
        #expect(resolved.data == "streets:7,frames=48")
        #expect(resolved.frames == nil)
        #expect(resolved.weightsPath == Self.root + "/searchspaces/teachers/ddrnet23s-streets.safetensors")
        #expect(resolved.sites.count == resolved.space.choices.count)
        #expect(resolved.spaceSHA256 == (try SHA256.hex(ofFile: path)))
    }

    @Test func theCommandLineComesFirst() throws {
        let resolved = try ResolvedSpace(
            spacePath: Self.root + "/searchspaces/ddrnet.json",
            overrides: SpaceOverrides(
                teacher: "t.safetensors", data: "frames", frames: FrameRange(first: 2, last: 9),
                input: Size(height: 64, width: 128), keyframeInterval: 7))
        #expect(resolved.weightsPath == "t.safetensors")
        #expect(resolved.data == "frames")
        #expect(resolved.frames == FrameRange(first: 2, last: 9))
        #expect(resolved.sites[0].input.size == Size(height: 64, width: 128))
        #expect(resolved.limit(Budgets(Budget(macs: 1000)), scope: .deltaFrame).keyframeInterval == 7)
    }

    /// The paper's space at the paper's size, with Cityscapes' 19 classes: Habibian et al., table 1.
    @Test func uniformPaperStudentCostsWhatWasPublished() throws {
        var file = try SpaceFile.read(Self.root + "/searchspaces/ddrnet-paper.json")
        file.teacher.classes = 19
        let resolved = try ResolvedSpace(
            file, text: "",
            overrides: SpaceOverrides(input: Size(height: 1024, width: 2048), keyframeInterval: 3))
        #expect(resolved.teacherMACs == 36_281_319_424)
        let template = try #require(CandidateTemplate("separable:C/4"))
        let uniform = try #require(resolved.space.uniform(template))
        let delta = uniform.macs(at: resolved.sites)
        #expect((Double(delta) / 1e9 * 100).rounded() == 779)
        let amortised = BudgetLimit.amortisedMACs(
            deltaFrame: delta, teacher: resolved.teacherMACs, keyframeInterval: 3)
        #expect((Double(amortised) / 1e9 * 100).rounded() == 1729)
    }

    @Test func intervalsWithoutDeltaFramesAreRefused() {
        #expect(throws: SettingError.keyframeInterval(1, allowed: 2...1000)) {
            try ResolvedSpace(
                spacePath: Self.root + "/searchspaces/ddrnet.json", overrides: SpaceOverrides(keyframeInterval: 1))
        }
    }

    @Test func reportOfAnInfeasibleBudgetThrows() throws {
        let resolved = try ResolvedSpace(spacePath: Self.root + "/searchspaces/ddrnet.json")
        let report = ProfileReport(resolved, budgets: Budgets(Budget(macs: 1)), scope: .deltaFrame)
        #expect(throws: InfeasibleBudget.self) { try report.requireFeasible() }
        try ProfileReport(resolved, budgets: nil, scope: .deltaFrame).requireFeasible()
        #expect(report.teacher.amortised == report.teacher.deltaFrame)
        #expect(report.keyframeFloor.deltaFrame == 0)
        #expect(report.entries.contains { $0.misfit != nil })
        #expect(
            report.entries.count { $0.misfit == nil } == resolved.space.choices.reduce(0) { $0 + $1.candidates.count })
    }
}
