import ExperimentStore
import Foundation
import Networks

/// What a run does where there is no room for what it has to keep: it waits for some, says so once, and gives up after a while.
final class RoomWait {
    /// How long a run waits for room on a disk, or for a database that others keep busy, before it ends and can be resumed.
    var patience = Duration.seconds(600)
    /// Between two tries.
    var interval = Duration.seconds(1)
    /// What there is to say besides; nil: nothing.
    var consolation: String? = "what was recorded before is safe"
    private let watch: Watch
    private var began: ContinuousClock.Instant?

    init(_ watch: Watch) { self.watch = watch }

    /// Whether a system's error number says that a disk is full, or somebody's share of it.
    static func isNoRoom(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }

    /// Waits before the next try.
    ///
    /// - Parameter text: what is waited for.
    /// - Throws: `error` once patience is over; ``Interrupted`` once a stop was asked for.
    func wait(_ text: String, orThrow error: any Error) throws {
        let now = ContinuousClock.now
        if began == nil {
            began = now
            watch.meter.abandon()
            watch.meter.note(
                "\(text): waiting for up to \(ProgressMeter.clock(Double(patience.components.seconds)))"
                    + (consolation.map { "; \($0)" } ?? ""))
        }
        guard let began, now - began < patience else { throw error }
        let end = now + interval
        repeat {
            try watch.check()
            Thread.sleep(forTimeInterval: 0.05)
        } while ContinuousClock.now < end
    }

    /// Says that waiting is over, where there was any.
    func end() {
        guard let began else { return }
        let seconds = ContinuousClock.now - began
        watch.meter.note("going on after \(ProgressMeter.clock(Double(seconds.components.seconds)))")
        self.began = nil
    }
}

extension StoredFile {
    /// Writes a file, and waits for room where there is none.
    ///
    /// - Parameters:
    ///   - wait: nil: without waiting.
    ///   - failure: what a failure is to be called.
    static func write(
        _ bytes: [UInt8], to path: String, _ wait: RoomWait?, failure: (_ code: Int32) -> any Error
    ) throws {
        while true {
            do throws(StoredFile.Failure) {
                try write(bytes, to: path)
                wait?.end()
                return
            } catch {
                let code = if case .system(_, let code) = error { code } else { EIO }
                guard let wait, RoomWait.isNoRoom(code) else { throw failure(code) }
                let size = String(format: "%.1f MB", Double(bytes.count) / 1e6)
                try wait.wait("no room for \(path) (\(size))", orThrow: failure(code))
            }
        }
    }
}
