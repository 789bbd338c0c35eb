import ArgumentParser
import Experiments
import Foundation
import Networks
import Training
import VideoData

struct Teach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train a teacher network from scratch.")

    @Option var architecture = "ddrnet-23-slim"
    @Option var data: [String] = []
    @Option var steps = 3000
    @Option var seed: UInt64 = 0
    @Option var learningRate = 2e-3
    @Option var samples = 3
    @Option var jobs = 4
    @Option(name: .shortAndLong) var output: String
    @Flag var resume = false

    func run() async throws {
        let size = FrameSize(height: 256, width: 512)
        let sources: [any FrameSource] = (0..<48).map { Streets(seed: UInt64(1000 + $0), size: size) }
        var configuration = TeachingConfiguration()
        configuration.steps = steps
        configuration.seed = seed
        configuration.learningRate = learningRate
        configuration.samplesPerGroup = samples
        let job = TeachJob(
            architecture: try Architecture(name: architecture), classes: 11, input: Size(height: 256, width: 512),
            sources: sources, validation: [], configuration: configuration, output: output, resume: resume,
            workers: jobs)
        let interruption = Interruption()
        interruption.listen()
        _ = try job.run(ProgressMeter(), interruption)
    }
}
