import DeltaSearch
import Networks
import Training

/// The checkpoint as a safetensors file.
extension SearchCheckpoint {
    static let format = "deltanas.search/1"

    private static let factorPrefix = "factor/"
    private static let momentPrefix = "moment/"
    private static let decisions = "decisions"

    /// The file; the same content gives the same bytes.
    var file: SafetensorsFile {
        var file = SafetensorsFile(metadata: ["format": Self.format])
        for name in factors.names {
            let value = factors.value(name)
            file.append(.init(name: Self.factorPrefix + name, shape: value.shape, value.values))
        }
        for (name, values) in moments.sorted(by: { $0.key < $1.key }) {
            file.append(.init(name: Self.momentPrefix + name, shape: [values.count], values))
        }
        file.append(.init(name: "candidates", shape: [damages.count], damages.map { Int64($0.count) }))
        append(damages, "damages", &file)
        // Sites that share a decision have one row of logits.
        if let rows = gumbel?.logits.map(\.count), rows != damages.map(\.count) {
            file.append(.init(name: Self.decisions, shape: [rows.count], rows.map(Int64.init)))
        }
        if let choice { file.append(.init(name: "choice", shape: [choice.count], choice.map(Int64.init))) }
        if let gumbel { append(gumbel, &file) }
        return file
    }

    private func append(_ gumbel: GumbelState, _ file: inout SafetensorsFile) {
        append(gumbel.logits, "gumbel/logits", &file)
        append(gumbel.firstMoments, "gumbel/first", &file)
        append(gumbel.secondMoments, "gumbel/second", &file)
        file.append(.init(name: "gumbel/counts", shape: [2], [Int64(gumbel.step), Int64(gumbel.logitUpdates)]))
        // λ of time is there only under a budget of it.
        let scalars = [gumbel.lambda, gumbel.divergenceAverage] + (gumbel.timeLambda.map { [$0] } ?? [])
        file.append(.init(name: "gumbel/scalars", shape: [scalars.count], scalars))
        if let settled = gumbel.settled {
            file.append(.init(name: "gumbel/settled", shape: [settled.count], settled.map(Int64.init)))
        }
    }

    private func append(_ values: [[Double]], _ name: String, _ file: inout SafetensorsFile) {
        let flat = values.flatMap { $0 }
        file.append(.init(name: name, shape: [flat.count], flat))
    }

    /// - Throws: ``SafetensorsError``; ``Misfit`` where the file is a sound one of another kind.
    init(_ file: SafetensorsFile) throws {
        guard file.metadata["format"] == Self.format else { throw Misfit(part: "format") }
        let counts = try file.integers("candidates").map(Int.init)
        guard counts.allSatisfy({ $0 >= 0 }) else { throw Misfit(part: "candidates") }
        self.init(factors: Parameters(), damages: try Self.rows("damages", counts, file))
        for tensor in file.tensors {
            if tensor.name.hasPrefix(Self.factorPrefix) {
                let name = String(tensor.name.dropFirst(Self.factorPrefix.count))
                let values = try file.floats(tensor.name)
                guard values.allSatisfy(\.isFinite) else { throw Misfit(part: tensor.name) }
                factors[name] = Parameters.Value(shape: tensor.shape, values: values)
            } else if tensor.name.hasPrefix(Self.momentPrefix) {
                let name = String(tensor.name.dropFirst(Self.momentPrefix.count))
                let values = try file.floats(tensor.name)
                guard OptimizerState.isSound(name, values) else { throw Misfit(part: tensor.name) }
                moments[name] = values
            }
        }
        choice = try Self.choice("choice", counts, file)
        guard file["gumbel/logits"] != nil else { return }
        let numbers = try file.integers("gumbel/counts")
        let scalars = try file.doubles("gumbel/scalars")
        guard numbers.count == 2, numbers.allSatisfy({ (0...Self.largestCount).contains($0) }) else {
            throw Misfit(part: "gumbel/counts")
        }
        guard (2...3).contains(scalars.count), scalars.allSatisfy(\.isFinite) else {
            throw Misfit(part: "gumbel/scalars")
        }
        let options = file[Self.decisions] == nil ? counts : try file.integers(Self.decisions).map(Int.init)
        guard options.allSatisfy({ $0 >= 0 }) else { throw Misfit(part: Self.decisions) }
        gumbel = GumbelState(
            step: Int(numbers[0]), logits: try Self.rows("gumbel/logits", options, file),
            firstMoments: try Self.rows("gumbel/first", options, file),
            secondMoments: try Self.rows("gumbel/second", options, file), logitUpdates: Int(numbers[1]),
            lambda: scalars[0], timeLambda: scalars.count == 3 ? scalars[2] : nil, divergenceAverage: scalars[1],
            settled: try Self.choice("gumbel/settled", counts, file))
    }

    /// Steps that no search takes.
    private static let largestCount: Int64 = 1 << 40

    /// What makes a file no checkpoint of this kind.
    struct Misfit: Error, Hashable {
        var part: String
    }

    /// Numbers of every site's candidates or every decision's options, one row each.
    private static func rows(_ name: String, _ counts: [Int], _ file: SafetensorsFile) throws -> [[Double]] {
        let flat = try file.doubles(name)
        guard counts.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == flat.count,
            counts.allSatisfy({ $0 <= flat.count }), flat.allSatisfy(\.isFinite)
        else { throw Misfit(part: name) }
        var start = 0
        return counts.map { count in
            defer { start += count }
            return Array(flat[start..<(start + count)])
        }
    }

    /// A candidate of every site, where there is one.
    private static func choice(_ name: String, _ counts: [Int], _ file: SafetensorsFile) throws -> [Int]? {
        guard file[name] != nil else { return nil }
        let choice = try file.integers(name).map(Int.init)
        guard choice.count == counts.count, zip(choice, counts).allSatisfy({ (0..<$1).contains($0) }) else {
            throw Misfit(part: name)
        }
        return choice
    }
}
