import ExperimentStore
import Foundation
import Synchronization
import Testing

@testable import Experiments

/// A database that is busy when a command begins.
@Suite struct StartWaitTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private let lines = Lines()
    private let busy = StoreError.locked(path: "d", waitedSeconds: 10)

    private func wait(_ interruption: Interruption = Interruption(), patience: Duration? = nil) -> StartWait {
        let meter = ProgressMeter(isTerminal: false, isQuiet: true) { [lines] line in
            lines.all.withLock { $0.append(line) }
        }
        return StartWait(meter, interruption, command: "deltanas search", patience: patience)
    }

    @Test func itIsWaitedForAndSaid() throws {
        var tries = 0
        let value = try wait().retrying {
            tries += 1
            if tries < 3 { throw busy }
            return 7
        }
        #expect(value == 7 && tries == 3)
        let said = lines.all.withLock { $0 }
        #expect(said.count == 2 && said[0] == "d is kept busy by another process: waiting for up to 10m00s\n")
        #expect(said.last?.hasPrefix("going on after") == true)
    }

    @Test func notForEver() throws {
        let error = #expect(throws: StoreError.self) { try wait(patience: .zero).retrying { throw busy } }
        guard case .locked(path: "d", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(throws: StoreError.diskFull(path: "d")) { try wait().retrying { throw StoreError.diskFull(path: "d") } }
    }

    @Test func aStopEndsIt() throws {
        let interruption = Interruption()
        interruption.request()
        let error = #expect(throws: Interrupted.self) { try wait(interruption).retrying { throw busy } }
        #expect(error?.resumeCommand == "deltanas search")
    }
}
