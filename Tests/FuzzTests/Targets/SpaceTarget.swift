import Networks
import RandomStreams

@testable import Experiments
@testable import StudentSpace
@testable import deltanas

/// Space files, resolved against their teacher and printed as `profile` does.
final class SpaceTarget: FuzzTarget {
    private let seeds: [JSONValue]

    init(scratch: String) throws { seeds = try Seeds.spaces() }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Trees.text(of: seeds, &stream) }

    func consume(_ input: [UInt8]) throws {
        let file = try SpaceFile(JSONParser.parse(input, file: "spaces/fuzz.json"), file: "spaces/fuzz.json")
        let again = try SpaceFile(JSONParser.parse(file.json.text(), file: "again"), file: "again")
        guard again.json.text() == file.json.text() else { throw FuzzFault("a space written anew is another one") }
        let resolved = try ResolvedSpace(file, text: String(decoding: input, as: UTF8.self))
        for (budget, scope) in [("45%", StudentSpace.BudgetScope.deltaFrame), ("1e18MACs", .amortised)] {
            let report = ProfileReport(resolved, budgets: try Budgets(parsing: budget), scope: scope)
            let text = ProfileText(report)
            _ = (text.table, text.json.text(), text.candidates.csv)
            try report.requireFeasible()
        }
        try MemoryNeed.require(1, of: resolved.folded, input: resolved.input)
    }

    /// A network of some hundred nodes and a table of its candidates.
    func allowance(_ input: [UInt8]) -> Int { (64 << 20) + 4096 * input.count }
}
