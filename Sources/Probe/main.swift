import Compute
import DeltaSearch
import Foundation
import Networks
import StudentSpace

let arguments = CommandLine.arguments.dropFirst().map { $0 }
let height = Int(arguments[1])!, width = Int(arguments[2])!
let path = "/work/shared/teacher/ddrnet23s-camvid.safetensors"
let teacher = try TeacherModel(Architecture(name: "ddrnet-23-slim"), classes: 11, input: Size(height: height, width: width), checkpoint: path)
let clock = ContinuousClock()
func ms(_ d: Duration) -> Double { Double(d.components.attoseconds) * 1e-15 + Double(d.components.seconds) * 1e3 }
func median(_ v: [Double]) -> Double { v.sorted()[v.count / 2] }
func bench(_ n: Int, _ body: () throws -> Void) rethrows -> (Double, Double) {
    for _ in 0..<3 { try body() }
    var t: [Double] = []
    for _ in 0..<n { t.append(ms(try clock.measure(body))) }
    return (median(t), t.min()!)
}
func report(_ label: String, _ runs: [[Plan.NodeTime]]) {
    var kinds: [String: Double] = [:]
    for run in runs { for node in run { kinds[node.kind, default: 0] += ms(node.duration) / Double(runs.count) } }
    print(label, kinds.sorted { $0.value > $1.value }.map { "\($0.key) \(String(format: "%.2f", $0.value))" }.joined(separator: "  "), " sum", String(format: "%.2f", kinds.values.reduce(0, +)))
}
func f(_ x: Double) -> String { String(format: "%.2f", x) }
var noise: [Float] = (0..<(height * width * 3)).map { _ in Float.random(in: -2...2) }
let store = ParameterStore(teacher.parameters)
switch arguments[0] {
case "forward":
    for threads in [1, 4] {
        for pieces in [1, 2, 4, 8, 16, 32] {
            let plan = try Plan(teacher.network, parameters: store, options: PlanOptions(threads: threads, pieces: pieces))
            plan.tensor(teacher.frame).assign(noise)
            let (m, low) = try bench(20) { try plan.forward() }
            print("forward t\(threads) pieces \(pieces): median \(f(m)) min \(f(low)) ms, arena \(plan.byteCount >> 10) KiB")
            report("   ", try (0..<5).map { _ in try plan.timedForward() })
        }
    }
case "delta", "train":
    for threads in [1, 4] {
        for pieces in [1, 4, 8, 16] {
            let pool = WorkerPool(count: threads)
            let key = try Plan(teacher.networks.key, parameters: store, options: PlanOptions(pool: pool, pieces: pieces))
            var bindings: [String: TensorBuffer] = [:]
            for name in teacher.networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
            let deltaStore = ParameterStore(try teacher.parameters.restricted(to: teacher.networks.delta))
            let weights = Set(teacher.sites.map { $0.name + ".weight" })
            let delta = try Plan(teacher.networks.delta, parameters: deltaStore, options: PlanOptions(pool: pool, pieces: pieces, differentiate: arguments[0] == "train" ? .init(parameters: { weights.contains($0) }) : .none), bindings: bindings)
            key.tensor(teacher.frame).assign(noise)
            delta.tensor(teacher.frame).assign(noise.map { $0 * 0.9 })
            let (mk, _) = try bench(15) { try key.forward() }
            let (md, ld) = try bench(15) { try delta.forward() }
            print("t\(threads) pieces \(pieces): key \(f(mk)) delta \(f(md)) min \(f(ld)) state+arena \(key.byteCount >> 10)+\(delta.byteCount >> 10) KiB")
            report("  key ", try (0..<5).map { _ in try key.timedForward() })
            report("  delta ", try (0..<5).map { _ in try delta.timedForward() })
            if arguments[0] == "train" {
                let gradient = delta.gradient(DeltaNetworks.scores)
                let values = (0..<gradient.count).map { _ in Float.random(in: -1...1) }
                let (mb, lb) = try bench(10) { gradient.assign(values); try delta.backward() }
                print("   backward \(f(mb)) min \(f(lb))")
                report("  backward ", try (0..<3).map { _ in gradient.assign(values); return try delta.timedBackward() })
                let (mt, _) = try bench(10) {
                    for site in teacher.sites { deltaStore.touch(site.name + ".weight") }
                    try key.forward(); try delta.forward(); gradient.assign(values); try delta.backward()
                }
                print("   step with repack \(f(mt))")
            }
        }
    }
default: break
}
