/// A peer's side of a contest: once it has failed it takes no more turns, and the others go on.
final class PeerSide {
    private(set) var failure: PeerError?
    private let body: () throws(PeerError) -> [Double]

    init(_ body: @escaping () throws(PeerError) -> [Double]) { self.body = body }

    func turn() -> [Double] {
        guard failure == nil else { return [] }
        do throws(PeerError) {
            return try body()
        } catch {
            failure = error
            return []
        }
    }

    /// What it measured, or why there is nothing.
    func outcome(_ samples: BenchSamples) -> Result<BenchSamples, BenchNote> {
        failure.map { .failure(.peerFailed($0)) } ?? .success(samples)
    }
}
