import ArgumentParser
import Foundation
import Networks
import RandomStreams

@testable import DeltaSearch
@testable import Experiments
@testable import StudentSpace
@testable import VideoData
@testable import deltanas

/// Command lines: words with a zero byte between them.
///
/// They are parsed, options and all; in a process of its own, in a folder without a database, they are run too, as far
/// as that goes there.
final class ArgumentsTarget: FuzzTarget {
    private let runs: Bool

    init(scratch: String) throws {
        runs = FuzzBatch.isUnderway
        if runs { FileManager.default.changeCurrentDirectoryPath(scratch) }
    }

    /// A command, and options of it with values that do.
    private struct Command {
        var name: String
        var options: [[String]]

        init(_ name: String, _ options: String, _ shared: [String] = []) {
            self.name = name
            self.options = ([options] + shared).flatMap { $0.split(separator: "|") }.map {
                $0.split(separator: " ").map { String($0).replacing("ROOT", with: Seeds.root) }
            }
        }
    }

    private static let commands: [Command] = {
        let common = "--db no.sqlite|--jobs 2|--format json|--help|--version"
        let budget = "--budget 2GFLOPs|--budget 7ms|--budget-scope amortised|--threads 4"
        let clip = "--data streets:7,frames=9|--frames 2..8"
        let space = "--space no.json|--input 64x128|--keyframe-interval 4"
        let training =
            "--steps 40|--labels|--learning-rate 1e-3|--teacher-lr 0|--clips 4|--distillation 1|--no-augmentation|--seed 3"
            + "|--recipe zoom=1.5|--recipe reach=3|--recipe zoom-out=0.5|-o out"
        let search =
            "--strategy gumbel|--steps 20|--pairs 2|--beta 0.1|--fill-budget|--draws 9|--measured-damages|--seed 1"
            + "|--experiment e"
        let teach =
            "--architecture ddrnet-23|--classes 11|--input 64x64|--data streets:1..3|--validate streets:9|--batch 4x3"
            + "|--optimizer sgd|--warmup 9|--weight-decay 0.1|--checkpoint-interval 10|--resume|--score no|--full"
        let pareto =
            "e|--points 4|--budgets 25%..70%|--baseline greedy|--against f|--finetune-steps 3|--finetune-baselines|--seed 2"
        return [
            Command("profile", "--space ROOT/searchspaces/ddrnet.json", [space, budget, common]),
            Command("latency", "--refresh|--threads 2", [space, common]),
            Command("search", search, [space, budget, clip, common]), Command("resume", "e", [common]),
            Command("derive", "e|--budget 40%,30%|--budget 2GFLOPs+7ms|-o out", [common]),
            Command("finetune", "no.json", [clip, training, common]), Command("pareto", pareto, [clip, common]),
            Command("damages", "e|--networks 9|--frames 0..3", [common]), Command("verify", "no.json", [common]),
            Command(
                "evaluate", "no.json|--keyframe auto:1.5|--temporal etc-legacy|--flow dis|--teacher t|--input 64x64",
                [clip, common]),
            Command(
                "run", "no.json|-o out|--overlay|--overwrite|--keyframe auto|--keyframe-interval 3|--threads 3",
                [clip, common]),
            Command(
                "ls",
                "--sort name|--reverse|--columns name,status|--status running|--name e*|--strategy solve|--last 3",
                [common]),
            Command("show", "e", [common]), Command("compare", "e|f|--skip-unchanged", [common]),
            Command("watch", "e|--interval 0.5|--once", [common]),
            Command(
                "plot", "e|--metric lambda|--trial 0|--finetuning|--width 80|--height 9|--ascii", [common]),
            Command("report", "e|-o page.html|--frames 2|--pareto no.json", [common]),
            Command("teach", teach, [training, common]),
            Command("bench", "--only knap*|--repeat 2|--threads 2|--peers", [common]),
        ]
    }()

    func makeInput(_ stream: inout RandomStream) -> [UInt8] {
        let command = stream.one(of: Self.commands)
        var words = [command.name]
        for _ in 0..<(1 + stream.below(7)) { words += stream.one(of: command.options) }
        for _ in 0..<stream.below(4) {
            let index = stream.below(words.count)
            switch stream.below(8) {
            case 0: words.remove(at: index)
            case 1: words.insert(words[index], at: stream.below(words.count))
            case 2: words.insert(Texts.word(&stream), at: stream.below(words.count + 1))
            case 3: words[index] = Texts.word(&stream)
            case 4 where index + 1 < words.count:
                words.replaceSubrange(index...(index + 1), with: [words[index] + "=" + words[index + 1]])
            default: words[index] = Texts.mutate(words[index], &stream)
            }
            if words.isEmpty { words = [command.name] }
        }
        // No system call carries a zero byte within a word.
        return Array(words.map { $0.replacing("\0", with: "") }.joined(separator: "\0").utf8)
    }

    func consume(_ input: [UInt8]) throws {
        let words = input.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        for word in words { Self.readAlone(word) }
        let command: any ParsableCommand
        do {
            command = try DeltaNAS.parseAsRoot(words)
        } catch {
            _ = (DeltaNAS.message(for: error), DeltaNAS.exitCode(for: error))
            // Help texts are the same every time.
            if input.count % 16 == 0 { _ = DeltaNAS.fullMessage(for: error) }
            return
        }
        if let teach = command as? Teach {
            _ = try (teach.training.configuration(), teach.workers.count())
            return
        }
        // Benchmarks would run.
        guard runs, !(command is Bench), let runnable = command as? any AsyncParsableCommand else { return }
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var outcome: Result<Void, any Error> = .success(())
        nonisolated(unsafe) var running = runnable
        Task.detached {
            do { try await running.run() } catch { outcome = .failure(error) }
            done.signal()
        }
        done.wait()
        do {
            try outcome.get()
        } catch is CleanExit {
            // Without a word, help is the answer.
        }
    }

    /// What any option's own reader makes of a word.
    private static func readAlone(_ word: String) {
        _ = (
            try? Budgets(parsing: word), try? Budgets.alternatives(parsing: [word, "7ms"]),
            try? FrameRange(parsing: word)
        )
        _ = (
            Size(text: word)?.description, try? KeyFramePolicy(parsing: word), Candidate(word), CandidateTemplate(word)
        )
        _ = (RankExpression(word)?.value(outputChannels: 65536), PathInFolder(word), SHA256Text(word))
        _ = (Glob(word).matches("layer1.0.conv1"), Glob(word).suggestion(among: ["layer1.0.conv1", "a.b"]))
        var recipe = FinetuneConfiguration(seed: 0)
        try? FinetuneRecipe.apply(word, to: &recipe)
        if let budget = try? Budgets(parsing: word), budget.time == nil {
            for scope in StudentSpace.BudgetScope.allCases {
                let limit = BudgetLimit(
                    budget, scope: scope, teacherMACs: 3_000_000_000, teacherNanoseconds: nil, keyframeInterval: 2)
                _ = (limit.deltaFrameMACs, limit.text)
            }
        }
        guard word.hasPrefix("streets:") else { return }
        let size = FrameSize(height: 4, width: 6)
        _ = try? SourceList.openLabelled([word], size: size, classes: 11)
        for frames in [nil, FrameRange(first: 3), FrameRange(first: .max - 1), FrameRange(first: 0, last: .max - 1)] {
            guard let clip = try? Clip(data: word, frames: frames, size: size, classes: 11) else { continue }
            _ = (clip.description, clip.videos.count, clip.range.count)
            for index in [clip.range.lowerBound, clip.range.upperBound - 1] {
                _ = try? clip.source.labelledFrame(at: index)
            }
        }
    }

    /// Help texts, and streets' pictures.
    func allowance(_ input: [UInt8]) -> Int { (64 << 20) + 1024 * input.count }
}
