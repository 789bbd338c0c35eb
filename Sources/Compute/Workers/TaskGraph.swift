/// Stages of work and what must end before each begins. A stage's pieces may run side by side.
struct TaskGraph: Sendable {
    /// Pieces of each stage, at least one.
    private(set) var pieces: [Int] = []
    /// Stages that wait for a stage.
    private(set) var successors: [[Int]] = []
    /// How many stages each one waits for.
    private(set) var dependencyCounts: [Int] = []

    /// Pieces without an order among them.
    init(pieces: Int) {
        if pieces > 0 { add(pieces: pieces, after: []) }
    }

    init() {}

    /// Adds a stage; it may only wait for stages that were added before.
    mutating func add(pieces count: Int, after dependencies: [Int]) {
        precondition(count >= 1, "a stage of \(count) pieces")
        let stage = pieces.count
        pieces.append(count)
        successors.append([])
        dependencyCounts.append(dependencies.count)
        for dependency in dependencies {
            precondition(dependency < stage, "stage \(stage) waits for a later one")
            successors[dependency].append(stage)
        }
    }
}
