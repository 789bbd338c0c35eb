import Experiments
import Foundation
import Synchronization
import VideoData

/// Shows how far a video has been decoded that a run decodes before it begins, once that takes a while.
final class DecodingText: Sendable {
    private struct State {
        var forecast: DecodingForecast?
        var began = ContinuousClock.now
        var isShown = false
    }

    private let state = Mutex(State())
    private let meter = ProgressMeter()

    /// What is called with every report.
    var observer: @Sendable (DecodingForecast, Int?) throws -> Void { { try self.show($0, $1) } }

    /// To be called with every report; throws ``Interrupted`` where someone asks for a stop.
    ///
    /// - Parameter done: nil at the end.
    private func show(_ forecast: DecodingForecast, _ done: Int?) throws {
        if let code = Interruption.received {
            meter.abandon()
            throw Interrupted(
                exitCode: code,
                resumeCommand: RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst())))
        }
        state.withLock { state in
            if state.forecast != forecast {
                state = State(forecast: forecast)
                if forecast.disk > 0 { Terminal.note(Self.note(forecast)) }
            }
            if done != nil, !state.isShown, ContinuousClock.now - state.began > .seconds(1) {
                state.isShown = true
                meter.begin("decoding \(forecast.path)", total: forecast.frames)
            }
            guard state.isShown else { return }
            if let done {
                meter.update(min(done, forecast.frames))
            } else {
                meter.end("at \(forecast.size)")
                state = State()
            }
        }
    }

    private static func note(_ forecast: DecodingForecast) -> String {
        "\(forecast.path): \(counted(forecast.frames, "frame")) at \(forecast.size) take "
            + "\(Quantity.bytes(forecast.memory)) of memory and \(Quantity.bytes(forecast.disk)) in \(forecast.folder); "
            + "--frames or --stride leaves some out"
    }
}
