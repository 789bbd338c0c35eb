import Foundation
import Testing

@testable import ExperimentStore

@Suite struct ExperimentTests {
    let folder: TemporaryFolder
    let path: String
    let database: ExperimentDatabase

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
        database = try ExperimentDatabase(path: path)
    }

    @Test func anExperimentComesBackAsItWasCreated() throws {
        let created = try database.createSample()
        #expect(created.name == "sample")
        #expect(created.status == .created)
        #expect(created.provenance == .sample)
        #expect(created.settings == .sample)
        #expect(try database.experiment(named: "sample") == created)
        #expect(try database.experiments() == [created])
        #expect(try database.sites(of: created) == .sample)
    }

    @Test func aSearchWithoutABudget() throws {
        var settings = SearchSettings.sample
        settings.budget = nil
        let created = try database.createExperiment(
            .exactly("free"), provenance: .sample, settings: settings, sites: [])
        #expect(created.settings == settings)
        #expect(try database.sites(of: created).isEmpty)
    }

    @Test func aTakenNameIsRefusedWithAFreeOne() throws {
        _ = try database.createSample()
        #expect(throws: StoreError.nameTaken(path: path, name: "sample", suggestion: "sample-2")) {
            try database.createSample()
        }
        _ = try database.createSample(.exactly("sample-2"))
        #expect(throws: StoreError.nameTaken(path: path, name: "sample", suggestion: "sample-3")) {
            try database.createSample()
        }
    }

    @Test func numberedNamesGoOnFromTheHighest() throws {
        for name in ["ddrnet-2", "ddrnet-x9", "ddrnet-", "hrnet-7", "ddrnet-99999999999999999999"] {
            _ = try database.createSample(.exactly(name))
        }
        #expect(try database.createSample(.numbered(prefix: "ddrnet")).name == "ddrnet-3")
        #expect(try database.createSample(.numbered(prefix: "ddrnet")).name == "ddrnet-4")
        #expect(try database.createSample(.numbered(prefix: "new")).name == "new-1")
    }

    @Test(arguments: ["", " ", " a", "a\n", "a/b", "-a", "a\u{7}b", String(repeating: "a", count: 201)])
    func unsoundNames(name: String) throws {
        #expect(throws: StoreError.invalidName(name: name)) { try database.createSample(.exactly(name)) }
    }

    @Test func arefusedSiteLeavesNoExperiment() throws {
        var sites = [SiteRecord].sample
        sites[1].candidates[1].macs = -1
        #expect(throws: StoreError.self) {
            try database.createExperiment(.exactly("half"), provenance: .sample, settings: .sample, sites: sites)
        }
        #expect(try database.experiments().isEmpty)
    }

    @Test func theLatestIsTheOneCreatedLast() throws {
        #expect(throws: StoreError.noExperiments(path: path, finetunings: 0)) { try database.latestExperiment() }
        _ = try database.createSample(.exactly("b"))
        let last = try database.createSample(.exactly("a"))
        #expect(try database.latestExperiment() == last)
    }

    @Test func aNameThatIsNotThereSuggestsOthers() throws {
        for name in ["camvid", "camvid-2", "streets"] { _ = try database.createSample(.exactly(name)) }
        #expect(throws: StoreError.experimentNotFound(path: path, name: "canvid", similar: ["camvid"])) {
            try database.experiment(named: "canvid")
        }
        #expect(throws: StoreError.experimentNotFound(path: path, name: "camvi", similar: ["camvid", "camvid-2"])) {
            try database.experiment(named: "camvi")
        }
        #expect(throws: StoreError.experimentNotFound(path: path, name: "zebra", similar: [])) {
            try database.experiment(named: "zebra")
        }
    }

    @Test func damagesAreFilledInLater() throws {
        let experiment = try database.createSample()
        try database.record(
            damages: [CandidateDamage(site: 1, candidate: 0, damage: 0), .init(site: 1, candidate: 1, damage: 2.5)],
            of: experiment)
        #expect(try database.sites(of: experiment)[1].candidates.map(\.damage) == [0, 2.5])
        #expect(throws: StoreError.self) {
            try database.record(
                damages: [.init(site: 0, candidate: 0, damage: 9), .init(site: 4, candidate: 0, damage: 9)],
                of: experiment)
        }
        #expect(try database.sites(of: experiment)[0] == [SiteRecord].sample[0])
    }

    @Test func derivationsComeBackInOrder() throws {
        let experiment = try database.createSample()
        let trial = try database.startTrial(of: experiment, seed: 1)
        var derivation = DerivationRecord(
            experimentId: experiment.id, trialId: trial.id,
            budget: StoredBudget(text: "1GMACs", limitMacs: 1_000_000_000),
            budgetScope: .deltaFrame, deltaFrameMacs: 1_000_000_000, amortisedMacs: 1_200_000_000, agreement: 0.97,
            miou: nil, folder: "out", specJson: #"{"format": "deltanas.student/1"}"#)
        let first = try database.record(derivation: derivation)
        derivation.trialId = nil
        derivation.budget = nil
        let second = try database.record(derivation: derivation)
        #expect(first.id != nil && first.id != second.id)
        #expect(try database.derivations(of: experiment) == [first, second])
    }

    @Test func aDerivationOverItsBudgetIsRefused() throws {
        let experiment = try database.createSample()
        let derivation = DerivationRecord(
            experimentId: experiment.id, budget: StoredBudget(text: "1GMACs", limitMacs: 1_000_000_000),
            budgetScope: .amortised, deltaFrameMacs: 1, amortisedMacs: 1_000_000_001, folder: "out", specJson: "{}")
        #expect(throws: StoreError.self) { try database.record(derivation: derivation) }
        #expect(try database.derivations(of: experiment).isEmpty)
    }

    @Test func eventsComeBackInOrder() throws {
        let experiment = try database.createSample()
        let trial = try database.startTrial(of: experiment, seed: 1)
        try database.log("statistics done", experiment: experiment.id)
        try database.log("clip 3 is static", level: .warning, experiment: experiment.id, trial: trial.id)
        let events = try database.events(of: experiment)
        #expect(events.map(\.message) == ["statistics done", "clip 3 is static"])
        #expect(events.map(\.level) == [.info, .warning])
        #expect(events.map(\.trialId) == [nil, trial.id])
    }
}
