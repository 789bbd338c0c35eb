import Foundation
import Networks

/// Whether a run fits this machine's memory, from the sizes of the network's tensors: asked before anything is
/// allocated.
enum MemoryNeed {
    /// Refuses what cannot fit.
    ///
    /// - Parameters:
    ///   - passes: runs of the network whose tensors are held at once, in numbers of all its features.
    ///   - input: what makes them large, for the error.
    /// - Throws: ``SettingError/memory(input:needed:available:)``.
    static func require(_ passes: Double, of network: Network, input: Size) throws {
        let shapes = try network.inferShapes()
        let features = network.nodes.reduce(0.0) { $0 + Double(shapes.of($1.name).count) }
        let needed = features * passes * Double(MemoryLayout<Float>.stride)
        let available = Double(ProcessInfo.processInfo.physicalMemory)
        guard needed <= available else {
            throw SettingError.memory(input: input, needed: Int(min(needed, 1e18)), available: Int(available))
        }
    }
}
