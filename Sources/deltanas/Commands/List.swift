public import ArgumentParser
public import ExperimentStore
import Experiments
import Foundation
import Networks
import StudentSpace

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the experiments of a database, oldest first.",
        discussion: """
            Columns, in any format: \(ExperimentsText.columns.map(\.key).joined(separator: ", ")).
            """)

    @Option(help: ArgumentHelp("Sort by a column; what has nothing there comes last.", valueName: "column"))
    var sort: String?

    @Flag(help: "The other way round.")
    var reverse = false

    @Option(
        help: ArgumentHelp("Columns to print, separated by commas (default: the usual ones).", valueName: "columns"))
    var columns: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Only experiments of this status; repeatable.", valueName: "status"))
    var status: [ExperimentRecord.Status] = []

    @Option(
        help: ArgumentHelp("Only experiments whose name fits: * and ? stand for any characters.", valueName: "pattern"))
    var name: String?

    @Option(help: ArgumentHelp("Only experiments of this strategy.", valueName: "strategy"))
    var strategy: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Only the last so many of them.", valueName: "count"))
    var last: Int?

    @Flag(help: "Fine-tuning runs instead, those of other databases' students among them.")
    var finetunings = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let keys = try columns.map {
            try $0.split(separator: ",", omittingEmptySubsequences: false).map { try column($0) }
        }
        let sortKey = try sort.map { try column(Substring($0), option: "--sort") }
        if let last, last < 0 {
            throw UsageError.outOfRange(option: "--last", value: "\(last)", allowed: "a number from 0")
        }
        let pattern = name.map(Glob.init)
        let database = try ExperimentDatabase(path: database.db, mode: .readOnly)
        if finetunings {
            let runs = try FinetuningSummary.all(in: database)
            return Terminal.print(
                ExperimentsText.list(last.map { Array(runs.suffix($0)) } ?? runs).formatted(output.format))
        }
        var found = try ExperimentSummary.all(in: database).filter { summary in
            let record = summary.experiment
            return (status.isEmpty || status.contains(summary.status)) && pattern?.matches(record.name) != false
                && (strategy == nil || strategy == record.settings.strategy)
        }
        if let last { found = Array(found.suffix(last)) }
        if let sortKey {
            let all = ExperimentsText.columns.map(\.key)
            found = ExperimentsText.list(found, keys: all).order(by: sortKey, descending: reverse).map { found[$0] }
        } else if reverse {
            found.reverse()
        }
        Terminal.print(ExperimentsText.list(found, keys: keys).formatted(output.format))
        let others = try FinetuningSummary.all(in: database).count { !$0.hasExperiment }
        if others > 0 {
            Terminal.note(
                "beside them: \(counted(others, "fine-tuning run")) of other databases' students, see ls --finetunings")
        }
    }

    private func column(_ text: Substring, option: String = "--columns") throws -> String {
        let key = text.trimmingCharacters(in: .whitespaces)
        let known = ExperimentsText.columns.map(\.key)
        guard known.contains(key) else {
            throw UsageError.unknownName(
                option: option, name: key, kind: "column", suggestion: Spelling.closest(to: key, in: known),
                known: known)
        }
        return key
    }
}

extension ExperimentRecord.Status: ExpressibleByArgument {}
