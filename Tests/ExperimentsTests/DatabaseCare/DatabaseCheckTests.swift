import DeltaSearch
import ExperimentStore
import Foundation
import Testing

@testable import Experiments

@Suite struct DatabaseCheckTests {
    private func check(_ space: TinySpace) throws -> DatabaseCheck {
        try DatabaseCheck(
            ExperimentDatabase(path: space.databasePath, mode: .readOnly), .quiet, Interruption(), command: "check")
    }

    @Test func checkpointsAreHeldAgainstTheirRows() throws {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        let sound = try check(space)
        #expect(sound.isSound && sound.checkpoints == 1)
        let database = try space.database()
        let trial = try database.trials(of: database.latestExperiment())[0]
        let path = space.file("d.runs/" + (try #require(try database.lastCheckpoint(of: trial.id)).path))
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let altered = try check(space).findings
        #expect(altered.map(\.kind) == [.checkpoint] && altered[0].path == path && altered[0].experiment == "tiny")
        try FileManager.default.removeItem(atPath: path)
        #expect(try check(space).findings.map(\.text) == ["is gone"])
    }
}
