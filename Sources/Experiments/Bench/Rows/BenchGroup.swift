/// Rows that are measured in one contest.
protocol BenchGroup {
    var names: [BenchName] { get }

    /// Measures those of ``names`` that are asked for.
    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow]
}

extension BenchRow {
    /// A row of ours and, where a peer ran, of that; its note where it could not.
    init(_ name: BenchName, ours: BenchSamples, peer: Result<(name: String, samples: BenchSamples), BenchNote>?) {
        switch peer {
        case nil: self.init(name, ours: ours)
        case .success(let peer)?: self.init(name, ours: ours, peer: peer.samples, peerName: peer.name)
        case .failure(let note)?: self.init(name, ours: ours, note: note)
        }
    }
}
