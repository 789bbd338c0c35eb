import Compute
import DeltaSearch
import Networks
import StudentSpace

/// A search on disk, in one safetensors file: the factors of every candidate, their damages, and, for a differentiable
/// search, its state. What `resume` goes on from and what `derive` cuts students out of.
struct SearchCheckpoint {
    static let format = "deltanas.search/1"

    var factors: Parameters
    /// One number a candidate, site by site.
    var damages: [[Double]]
    var gumbel: GumbelState?
    /// The choice that the search came to, once it has.
    var choice: [Int]?
    /// Moments by name; what is missing is zero.
    var moments: [String: [Float]] = [:]

    /// What a session holds now.
    init(_ session: SearchSession, choice: [Int]?) {
        guard let bank = session.bank else { preconditionFailure("a checkpoint before the students are fitted") }
        factors = bank.factors.parameters
        damages = session.damages
        self.choice = choice
        guard let gumbel = session.gumbel else { return }
        self.gumbel = gumbel.state
        for (name, values) in gumbel.factorMoments {
            let copy = values.withUnsafeBufferPointer { Array($0) }
            if copy.contains(where: { $0 != 0 }) { moments[name] = copy }
        }
    }

    /// Brings a prepared session to where the checkpoint stands.
    func restore(_ session: SearchSession, path: String) throws {
        guard let bank = session.bank else { preconditionFailure("a checkpoint before the students are fitted") }
        for name in bank.factors.names {
            guard let value = factors[name], value.shape == bank.factors.shape(name) else {
                throw SearchJobError.foreignCheckpoint(path: path, detail: "factor \(name)")
            }
            bank.factors.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: value.values) }
            bank.factors.touch(name)
        }
        guard let search = session.gumbel, let gumbel else { return }
        guard gumbel.logits.map(\.count) == search.logits.map(\.count) else {
            throw SearchJobError.foreignCheckpoint(path: path, detail: "logits")
        }
        for (name, values) in search.factorMoments {
            let stored = moments[name]
            guard stored.map({ $0.count == values.count }) ?? true else {
                throw SearchJobError.foreignCheckpoint(path: path, detail: name)
            }
            values.withUnsafeMutableBufferPointer { target in
                if let stored { _ = target.update(from: stored) } else { target.update(repeating: 0) }
            }
        }
        search.state = gumbel
    }
}

// MARK: - File

extension SearchCheckpoint {
    private static let factorPrefix = "factor/"
    private static let momentPrefix = "moment/"

    func write(to path: String) throws {
        var file = SafetensorsFile(metadata: ["format": Self.format])
        for name in factors.names {
            let value = factors.value(name)
            file.append(.init(name: Self.factorPrefix + name, shape: value.shape, value.values))
        }
        for name in moments.keys.sorted() {
            let values = moments[name] ?? []
            file.append(.init(name: Self.momentPrefix + name, shape: [values.count], values))
        }
        file.append(.init(name: "candidates", shape: [damages.count], damages.map { Int64($0.count) }))
        append(damages, "damages", &file)
        if let choice { file.append(.init(name: "choice", shape: [choice.count], choice.map(Int64.init))) }
        if let gumbel {
            append(gumbel.logits, "gumbel/logits", &file)
            append(gumbel.firstMoments, "gumbel/first", &file)
            append(gumbel.secondMoments, "gumbel/second", &file)
            file.append(
                .init(name: "gumbel/counts", shape: [2], [Int64(gumbel.step), Int64(gumbel.logitUpdates)]))
            file.append(.init(name: "gumbel/scalars", shape: [2], [gumbel.lambda, gumbel.divergenceAverage]))
            if let settled = gumbel.settled {
                file.append(.init(name: "gumbel/settled", shape: [settled.count], settled.map(Int64.init)))
            }
        }
        try file.write(to: path)
    }

    private func append(_ values: [[Double]], _ name: String, _ file: inout SafetensorsFile) {
        let flat = values.flatMap { $0 }
        file.append(.init(name: name, shape: [flat.count], flat))
    }

    /// - Throws: ``SafetensorsError``; ``SearchJobError/foreignCheckpoint(path:detail:)``.
    init(contentsOf path: String) throws {
        let file = try SafetensorsFile(contentsOf: path)
        guard file.metadata["format"] == Self.format else {
            throw SearchJobError.foreignCheckpoint(path: path, detail: "it is no \(Self.format) file")
        }
        factors = Parameters()
        for tensor in file.tensors {
            if tensor.name.hasPrefix(Self.factorPrefix) {
                let name = String(tensor.name.dropFirst(Self.factorPrefix.count))
                factors[name] = Parameters.Value(shape: tensor.shape, values: try file.floats(tensor.name))
            } else if tensor.name.hasPrefix(Self.momentPrefix) {
                moments[String(tensor.name.dropFirst(Self.momentPrefix.count))] = try file.floats(tensor.name)
            }
        }
        let counts = try file.integers("candidates").map(Int.init)
        func split(_ name: String) throws -> [[Double]] {
            let flat = try file.doubles(name)
            guard counts.allSatisfy({ $0 >= 0 }), counts.reduce(0, +) == flat.count else {
                throw SearchJobError.foreignCheckpoint(path: path, detail: name)
            }
            var start = 0
            return counts.map { count in
                defer { start += count }
                return Array(flat[start..<(start + count)])
            }
        }
        damages = try split("damages")
        choice = file["choice"] == nil ? nil : try file.integers("choice").map(Int.init)
        guard file["gumbel/logits"] != nil else { return }
        let numbers = try file.integers("gumbel/counts")
        let scalars = try file.doubles("gumbel/scalars")
        guard numbers.count == 2, scalars.count == 2 else {
            throw SearchJobError.foreignCheckpoint(path: path, detail: "gumbel/counts")
        }
        gumbel = GumbelState(
            step: Int(numbers[0]), logits: try split("gumbel/logits"), firstMoments: try split("gumbel/first"),
            secondMoments: try split("gumbel/second"), logitUpdates: Int(numbers[1]), lambda: scalars[0],
            divergenceAverage: scalars[1],
            settled: file["gumbel/settled"] == nil ? nil : try file.integers("gumbel/settled").map(Int.init))
    }
}
