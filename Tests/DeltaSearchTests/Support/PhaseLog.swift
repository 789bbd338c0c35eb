import Synchronization

@testable import DeltaSearch

/// What an observer was told.
final class PhaseLog: Sendable {
    struct Phase: Sendable {
        var name: String
        var total: Int
        var most = 0
        var isEnded = false
    }

    private let state = Mutex<[Phase]>([])

    var phases: [Phase] { state.withLock { $0 } }

    var observer: SearchSession.Observer {
        SearchSession.Observer(
            begin: { name, total in self.state.withLock { $0.append(Phase(name: name, total: total)) } },
            update: { done in self.state.withLock { $0[$0.count - 1].most = max($0[$0.count - 1].most, done) } },
            end: { self.state.withLock { $0[$0.count - 1].isEnded = true } })
    }
}
