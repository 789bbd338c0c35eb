import ExperimentStore
import Foundation
import Networks
import Synchronization
import Testing

@testable import Experiments

/// A database that is busy or full, and a disk without room, end no run.
@Suite struct RunRecordsTests {
    private let space: TinySpace
    private let database: ExperimentDatabase
    private let lines = Lines()

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    init() throws {
        space = try TinySpace()
        database = try space.database()
    }

    private func watch(_ interruption: Interruption = Interruption()) -> Watch {
        let meter = ProgressMeter(isTerminal: false, isQuiet: true) { [lines] line in
            lines.all.withLock { $0.append(line) }
        }
        return Watch(meter: meter, interruption: interruption, resumeCommand: "resume")
    }

    @Test(arguments: [
        StoreError.diskFull(path: "d"), .locked(path: "d", waitedSeconds: 1),
    ]) func rowsWaitAndKeepTheirOrder(_ error: StoreError) throws {
        let records = RunRecords(database, watch())
        var isAway = true
        var written: [Int] = []
        for number in 0..<5 {
            try records.add { _ in
                if isAway { throw error }
                written.append(number)
            }
        }
        #expect(written.isEmpty && records.isBehind)
        #expect(lines.all.withLock { $0.count } == 1, "said once")
        isAway = false
        try records.settle()
        #expect(written == [0, 1, 2, 3, 4] && !records.isBehind)
        #expect(lines.all.withLock { $0.count } == 2)
        try records.add { _ in written.append(5) }
        #expect(written.last == 5)
    }

    @Test func patienceEnds() throws {
        let records = RunRecords(database, watch())
        records.wait.patience = .zero
        try records.add { _ in throw StoreError.diskFull(path: "d") }
        #expect(throws: StoreError.diskFull(path: "d")) { try records.settle() }
        #expect(records.isBehind)
    }

    @Test func whatWaitingDoesNotHelpIsAnErrorAtOnce() throws {
        let records = RunRecords(database, watch())
        let error = StoreError.corrupt(path: "d", detail: "x")
        #expect(throws: error) { try records.add { _ in throw error } }
    }

    @Test func aStopEndsTheWait() throws {
        let interruption = Interruption()
        let records = RunRecords(database, watch(interruption))
        try records.add { _ in throw StoreError.diskFull(path: "d") }
        interruption.request()
        #expect(throws: Interrupted.self) { try records.settle() }
    }

    @Test func onlyAFullDiskIsWaitedFor() throws {
        struct Unwritable: Error, Hashable {
            var code: Int32
        }
        let wait = RoomWait(watch())
        wait.patience = .zero
        let path = space.file("missing/file")
        #expect(throws: Unwritable(code: ENOENT)) {
            try StoredFile.write([1, 2, 3], to: path, wait) { Unwritable(code: $0) }
        }
        #expect(lines.all.withLock { $0.isEmpty })
        #expect(RoomWait.isNoRoom(ENOSPC) && RoomWait.isNoRoom(EDQUOT) && !RoomWait.isNoRoom(EIO))
        #expect(throws: Unwritable(code: ENOSPC)) { try wait.wait("no room", orThrow: Unwritable(code: ENOSPC)) }
        #expect(lines.all.withLock { $0.count } == 1)
    }
}
