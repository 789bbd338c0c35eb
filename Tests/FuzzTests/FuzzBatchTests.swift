import Foundation
import Testing

/// What a campaign's child runs; nothing without its batch.
@Suite(.enabled(if: FuzzBatch.isUnderway)) struct FuzzBatchTests {
    @Test func aBatch() throws {
        let text = try #require(ProcessInfo.processInfo.environment["DELTANAS_FUZZ_BATCH"])
        let batch = try JSONDecoder().decode(FuzzBatch.self, from: Data(text.utf8))
        // A stack as large as the tool's own.
        nonisolated(unsafe) var outcome: Result<Void, any Error> = .success(())
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            outcome = Result { try batch.run() }
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
        done.wait()
        try outcome.get()
    }
}
