import Foundation
import Testing

@Suite struct InterruptionTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func trainingStopsAfterACheckpointAndSaysHowToGoOn(_ signal: Int32) throws {
        let folder = try TemporaryFolder()
        let output = folder.file("t.safetensors")
        let arguments = [
            "teach", "--data", "streets:1", "--input", "64x64", "--batch", "1x2", "--steps", "100000", "-o", output,
        ]
        let result = try Tool.run(arguments, signal: (signal, "weights: "))
        #expect(result.code == 128 + signal, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.hasSuffix("-o \(output) --resume") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.safetensors.checkpoint"])
    }
}
