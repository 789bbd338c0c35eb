import Compute
import Foundation
import NetworkReference
import Networks
import RandomStreams
import Testing

/// Which convolutions take Winograd's method, as their packed weights tell: (2 + 2)² values for 3².
@Suite struct WinogradTests {
    private static var isAvailable: Bool {
        ComputeLibraries.oneDNN.hasPrefix("2.") && ComputeLibraries.instructionSet.hasPrefix("avx512")
            && ProcessInfo.processInfo.environment["DELTANAS_WINOGRAD"] != "0"
    }

    @Test func wideLayersWithManyPositionsTakeIt() throws {
        let share = try Self.packedShare(channels: 64, height: 32, width: 32)
        #expect(share == (Self.isAvailable ? 16.0 / 9 : 1))
    }

    @Test func layersWithFewPositionsDoNot() throws {
        #expect(try Self.packedShare(channels: 256, height: 8, width: 16) == 1)
    }

    @Test func narrowLayersDoNot() throws {
        #expect(try Self.packedShare(channels: 16, height: 64, width: 64) == 1)
    }

    /// Packed weights for one of the parameter's.
    private static func packedShare(channels: Int, height: Int, width: Int) throws -> Double {
        let convolution = Convolution(
            outputChannels: channels, kernel: Size(3), padding: Padding(vertical: 1, horizontal: 1))
        let network = Network(
            name: "one", inputs: [.init("x", FeatureShape(height: height, width: width, channels: channels))],
            nodes: [Node("layer", .convolution(convolution), ["x"])], outputs: ["layer"])
        var stream = RandomStream(seed: 1, stream: "winograd")
        let store = ParameterStore(try network.randomParameters(from: &stream))
        _ = try Plan(network, parameters: store)
        return Double(store.packedByteCount) / Double(channels * channels * 9 * 4)
    }
}
