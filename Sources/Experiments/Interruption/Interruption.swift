import Dispatch
import Foundation
import Synchronization

/// Whether someone has asked the run to stop: the first SIGINT or SIGTERM asks, the run ends after a checkpoint.
public final class Interruption: Sendable {
    /// The signal that asked, 0 while none did.
    private let received = Atomic<Int32>(0)
    private let sources = SignalSources()

    public init() {}

    /// Listens for SIGINT and SIGTERM. A second SIGINT ends the process at once.
    public func listen() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in
                if received.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged { return }
                if number == SIGINT { _exit(130) }
            }
            source.resume()
            sources.keep(source)
        }
    }

    /// Asks for a stop, as a signal would.
    public func request() {
        _ = received.compareExchange(expected: 0, desired: SIGINT, ordering: .relaxed)
    }

    public var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

    /// `128 + signal`, the shell's convention: 130 for SIGINT, 143 for SIGTERM.
    public var exitCode: Int32 { 128 + received.load(ordering: .relaxed) }
}

/// Keeps signal sources alive as long as whoever listens.
private final class SignalSources: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [any DispatchSourceSignal] = []

    func keep(_ source: any DispatchSourceSignal) {
        lock.lock()
        kept.append(source)
        lock.unlock()
    }
}

/// A run that stopped because it was asked to, its work kept.
public struct Interrupted: Error, Hashable, Sendable {
    public var exitCode: Int32
    /// The command that takes the run up again.
    public var resumeCommand: String

    public init(exitCode: Int32, resumeCommand: String) {
        self.exitCode = exitCode
        self.resumeCommand = resumeCommand
    }
}
