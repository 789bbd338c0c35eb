import DeltaSearch
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
        try require(features * passes * Double(MemoryLayout<Float>.stride), input: input)
    }

    /// Refuses a search that cannot fit (``SearchFootprint``).
    ///
    /// - Returns: the bytes that it takes at its most.
    /// - Throws: ``SettingError/memory(input:needed:available:)``.
    static func require(_ request: SearchRequest, frames: Int, workers: Int) throws -> Int {
        let resolved = request.resolved
        // What a plan with a backward pass holds at the least; also what keeps the count below from overflowing.
        try require(1, of: resolved.folded, input: resolved.input)
        let footprint = try SearchFootprint(
            resolved.folded, space: resolved.space, strategy: request.strategy, pairs: request.configuration.pairs,
            frames: frames, keyframeInterval: resolved.keyframeInterval, workers: workers,
            measuresDamages: request.configuration.measuresDamages)
        try require(Double(footprint.peak), input: resolved.input)
        return footprint.peak
    }

    /// Refuses a fine-tuning run that cannot fit.
    ///
    /// - Returns: the bytes that it takes at its most.
    /// - Throws: ``FinetuneError/memory(needed:available:clips:possible:)``.
    static func require(
        _ footprint: FinetuneFootprint, clips: Int, available: Int = Self.available
    ) throws(FinetuneError) -> Int {
        let bytes = footprint.bytes(clips: clips)
        guard bytes <= available else {
            throw .memory(
                needed: bytes, available: available, clips: clips, possible: footprint.clips(within: available))
        }
        return bytes
    }

    /// Bytes that this machine has.
    static var available: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }

    private static func require(_ bytes: Double, input: Size) throws {
        let available = Double(available)
        guard bytes <= available else {
            throw SettingError.memory(input: input, needed: Int(min(bytes, 1e18)), available: Int(available))
        }
    }
}
