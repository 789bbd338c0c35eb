/// Nodes or shares of a backward pass in the order of a plan, and the graph that says what may run side by side.
struct PlanStages {
    struct Stage {
        /// The node that each part belongs to.
        var parts: [(node: Int, run: (_ piece: Int) throws -> Void)]
    }

    var stages: [Stage] = []
    var graph = TaskGraph()
    private var reads: [[MemoryRange]] = []
    private var writes: [[MemoryRange]] = []
    /// For each stage, the stages that have ended when it begins.
    private var settled: [Set<Int>] = []

    /// Adds a stage: it runs after every earlier one that writes what it reads, or touches what it writes.
    mutating func add(_ stage: Stage, pieces: Int, reads: [MemoryRange], writes: [MemoryRange]) {
        var ended: Set<Int> = []
        var dependencies: [Int] = []
        for earlier in stages.indices.reversed() where !ended.contains(earlier) {
            let conflicts =
                Self.overlap(self.writes[earlier], reads) || Self.overlap(self.writes[earlier], writes)
                || Self.overlap(self.reads[earlier], writes)
            guard conflicts else { continue }
            dependencies.append(earlier)
            ended.insert(earlier)
            ended.formUnion(settled[earlier])
        }
        stages.append(stage)
        self.reads.append(reads)
        self.writes.append(writes)
        settled.append(ended)
        graph.add(pieces: pieces, after: dependencies)
    }

    /// Adds another list's stages behind these: they wait for what they read or write here, and for nothing else.
    mutating func append(_ other: PlanStages) {
        for (index, stage) in other.stages.enumerated() {
            add(stage, pieces: other.graph.pieces[index], reads: other.reads[index], writes: other.writes[index])
        }
    }

    private static func overlap(_ a: [MemoryRange], _ b: [MemoryRange]) -> Bool {
        a.contains { range in b.contains { $0.overlaps(range) } }
    }
}
