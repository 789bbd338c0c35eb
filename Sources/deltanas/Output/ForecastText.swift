import DeltaSearch
import Experiments
import StudentSpace

/// What `search --dry-run` prints.
struct ForecastText {
    let forecast: SearchForecast
    let request: SearchRequest

    var table: String {
        let steps =
            request.steps > 0
            ? ", \(counted(request.steps, "step")) of \(counted(request.configuration.pairs, "frame pair"))" : ""
        var facts = Facts([
            ("would run", "\(counted(forecast.trials, "trial")) of \(request.strategy.rawValue)\(steps)"),
            (
                "by",
                "\(counted(forecast.processes, "process", "processes")), \(counted(forecast.workers, "worker")) in all"
            ),
            (
                "over",
                "\(counted(forecast.sites, "site")), \(counted(forecast.candidates, "candidate")), \(counted(forecast.frames, "frame"))"
            ),
            ("budget", "\(request.limit.text) per \(request.limit.scope.rawValue)"),
            ("time", "about \(ProgressMeter.clock(forecast.seconds)), by \(basis)"),
            ("memory", "\(bytes(forecast.memory)) of \(bytes(forecast.availableMemory))"),
            (
                "disk",
                "\(bytes(forecast.disk)), at most \(bytes(forecast.diskAtMost)) on the way, of \(bytes(forecast.availableDisk)) that are free"
            ),
        ])
        facts.add("nothing", "was written")
        return facts.text
    }

    private var basis: String {
        switch forecast.basis {
        case .recorded(let experiment, let trials):
            "what \(counted(trials, "trial")) like that took in experiment \(experiment)"
        case .rehearsed(let steps, let frames):
            "a trial in small, \(steps > 0 ? "\(counted(steps, "step")) and " : "")\(counted(frames, "frame")): an estimate"
        }
    }

    func document(_ format: OutputFormat) -> String {
        format == .json ? json.text() : Table(document: json).formatted(format)
    }

    private var json: JSONValue {
        let (name, experiment): (String, String?) =
            switch forecast.basis {
            case .recorded(let experiment, _): ("recorded", experiment)
            case .rehearsed: ("rehearsed", nil)
            }
        return .object([
            ("trials", .integer(forecast.trials)), ("processes", .integer(forecast.processes)),
            ("workers", .integer(forecast.workers)), ("strategy", .string(request.strategy.rawValue)),
            ("steps", .integer(request.steps)), ("sites", .integer(forecast.sites)),
            ("candidates", .integer(forecast.candidates)), ("frames", .integer(forecast.frames)),
            ("seconds", .number(forecast.seconds)), ("seconds_by", .string(name)),
            ("seconds_of", .string(experiment)), ("memory_bytes", .integer(forecast.memory)),
            ("available_memory_bytes", .integer(forecast.availableMemory)), ("disk_bytes", .integer(forecast.disk)),
            ("most_disk_bytes", .integer(forecast.diskAtMost)),
            ("available_disk_bytes", .integer(forecast.availableDisk)),
        ])
    }

    private func bytes(_ count: Int) -> String { Quantity.bytes(count) }
}
