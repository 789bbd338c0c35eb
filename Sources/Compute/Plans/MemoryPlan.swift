/// Places tensors with known lifetimes in one arena, so that tensors that never live together share memory.
///
/// Greedy by size: the largest first, each at the lowest offset where it overlaps nothing that lives at the same time
/// (Pisarchyk & Lee 2020, "Greedy by Size"). Deterministic: ties go by order of request.
struct MemoryPlan {
    struct Request {
        var id: Int
        var count: Int
        /// First and last step that touches the tensor.
        var lifetime: ClosedRange<Int>
    }

    /// Offsets by request id, in floats.
    private(set) var offsets: [Int: Int] = [:]
    /// Floats in the arena.
    private(set) var total = 0

    /// Offsets are multiples of this many floats: a cache line.
    private static let alignment = 16

    init(_ requests: [Request]) {
        var placed: [(offset: Int, end: Int, lifetime: ClosedRange<Int>)] = []
        let order = requests.indices.sorted {
            requests[$0].count != requests[$1].count ? requests[$0].count > requests[$1].count : $0 < $1
        }
        for index in order {
            let request = requests[index]
            let size = (request.count + Self.alignment - 1) / Self.alignment * Self.alignment
            var offset = 0
            for other in placed where other.lifetime.overlaps(request.lifetime) {
                if other.offset - offset >= size { break }
                offset = max(offset, other.end)
            }
            offsets[request.id] = offset
            total = max(total, offset + size)
            let entry = (offset: offset, end: offset + size, lifetime: request.lifetime)
            let position = placed.firstIndex { $0.offset > offset } ?? placed.count
            placed.insert(entry, at: position)
        }
    }
}
