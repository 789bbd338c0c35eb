import Foundation
import Synchronization

/// Whether someone has asked the run to stop: the first SIGINT or SIGTERM asks, the run ends after a checkpoint.
public final class Interruption: Sendable {
    /// The signal that asked, 0 while none did.
    private let requested = Atomic<Int32>(0)
    private let isListening = Atomic(false)

    public init() {}

    /// Listens for SIGINT and SIGTERM, from the moment this returns. A second SIGINT ends the process at once.
    ///
    /// A handler of the system's own: a dispatch source takes its time to be there, and loses what comes before.
    public func listen() {
        isListening.store(true, ordering: .relaxed)
        // What the handler reads exists before it is called.
        ReceivedSignal.first.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] { signal(number, ReceivedSignal.handler) }
    }

    /// `128 + signal` of the first signal that this process has been sent while someone listens; nil where none was.
    public static var received: Int32? {
        let number = ReceivedSignal.first.load(ordering: .relaxed)
        return number == 0 ? nil : 128 + number
    }

    /// Asks for a stop, as a signal would.
    public func request() {
        _ = requested.compareExchange(expected: 0, desired: SIGINT, ordering: .relaxed)
    }

    private var signalNumber: Int32 {
        let number = requested.load(ordering: .relaxed)
        guard number == 0, isListening.load(ordering: .relaxed) else { return number }
        return ReceivedSignal.first.load(ordering: .relaxed)
    }

    public var isRequested: Bool { signalNumber != 0 }

    /// `128 + signal`, the shell's convention: 130 for SIGINT, 143 for SIGTERM.
    public var exitCode: Int32 { 128 + signalNumber }
}

/// The first signal that this process received. A signal handler may do little more than set a number.
private enum ReceivedSignal {
    static let first = Atomic<Int32>(0)

    static let handler: @convention(c) (Int32) -> Void = { number in
        let isFirst = first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
        if !isFirst, number == SIGINT { _exit(130) }
    }
}

/// A run that stopped because it was asked to, its work kept.
public struct Interrupted: Error, Hashable, Sendable {
    public var exitCode: Int32
    /// The command that takes the run up again.
    public var resumeCommand: String
    /// A file that is only there whole, and so is not there.
    public var unwritten: String?
    /// Where what was done of it is.
    public var partial: String?

    public init(exitCode: Int32, resumeCommand: String, unwritten: String? = nil, partial: String? = nil) {
        self.exitCode = exitCode
        self.resumeCommand = resumeCommand
        self.unwritten = unwritten
        self.partial = partial
    }
}
