internal import Foundation
internal import GRDB

/// A site's softmax over its candidates after so many steps, without noise.
public struct ProbabilityRecord: Hashable, Sendable, Codable {
    public var step: Int
    /// The site's position in the experiment.
    public var site: Int
    /// One number a candidate, in their order; zero for one that is not kept. Stored in single precision.
    public var probabilities: [Double]

    public init(step: Int, site: Int, probabilities: [Double]) {
        self.step = step
        self.site = site
        self.probabilities = probabilities
    }
}

extension ProbabilityRecord: ReadableRow {
    init(row: Row) throws {
        try row.requireCounts()
        step = try row.value("step")
        site = try row.value("site")
        let text: String = try row.value("probabilities")
        probabilities = try JSONDecoder().decode([Float].self, from: Data(text.utf8)).map(Double.init)
    }

    /// A JSON array of the shortest decimals that are the same `Float`.
    var json: String {
        "[" + probabilities.map { "\(Float($0))" }.joined(separator: ",") + "]"
    }
}
