/// What `deltanas bench` measures, by the names that results are compared under: they never change.
public enum BenchName: String, Sendable, Hashable, CaseIterable {
    case supernetStepK2P1 = "supernet-step-k2-p1"
    case supernetStepK8P1 = "supernet-step-k8-p1"
    case supernetStepK16P1 = "supernet-step-k16-p1"
    case supernetStepK2P4 = "supernet-step-k2-p4"
    case supernetMemory = "supernet-memory-k2-p1"
    case workerScaling = "worker-scaling"
    case teacherForwardT1 = "teacher-forward-t1"
    case teacherForwardAll = "teacher-forward-tall"
    case statistics = "statistics-50-frames"
    case knapsack = "knapsack-80x16"
    case deltaFrameMACs30T1 = "delta-frame-macs30-t1"
    case deltaFrameMACs30All = "delta-frame-macs30-tall"
    case deltaFrameTime35T1 = "delta-frame-time35-t1"
    case deltaFrameTime35All = "delta-frame-time35-tall"

    public var unit: String {
        switch self {
        case .supernetStepK2P4: "ms/pair"
        case .supernetMemory: "MiB"
        case .workerScaling: "x"
        case .statistics: "s"
        default: "ms"
        }
    }

    /// Rounds of a run in which nobody says how many.
    var rounds: Int {
        switch self {
        case .supernetStepK2P1, .supernetStepK8P1, .supernetStepK16P1, .supernetStepK2P4: 3
        case .supernetMemory, .statistics: 2
        case .workerScaling: 5
        case .knapsack: 1
        default: 9
        }
    }
}
