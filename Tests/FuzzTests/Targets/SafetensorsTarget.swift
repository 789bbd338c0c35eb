import Networks
import RandomStreams

/// Safetensors by themselves, and as a checkpoint of a network.
final class SafetensorsTarget: FuzzTarget {
    private let seeds: [SafetensorsFile]
    private let network: Network

    init(scratch: String) throws {
        network = try TinyNetwork.make(hasBatchNorm: true)
        let parameters = try network.initialParameters(seed: 1)
        var mixed = SafetensorsFile(metadata: ["format": "pt", "é\n": "\"\\"])
        mixed.append(.init(name: "i", shape: [2], [Int64.max, -1]))
        mixed.append(.init(name: "f", shape: [2, 2], [1, 2, 3, Float.infinity]))
        mixed.append(.init(name: "d", shape: [1], [1e300 as Double]))
        mixed.append(.init(name: "h", type: .float16, shape: [3], bytes: [0, 0x7C, 1, 0, 0xFF, 0xFF]))
        mixed.append(.init(name: "b", type: .bfloat16, shape: [1], bytes: [0x80, 0x7F]))
        mixed.append(.init(name: "o", type: .bool, shape: [2], bytes: [0, 2]))
        mixed.append(.init(name: "e", type: .int16, shape: [0, 5], bytes: []))
        seeds = try [
            SafetensorsFile(parameters), SafetensorsFile(parameters) { _ in .float16 }, mixed, SafetensorsFile(),
        ]
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Tensors.mutate(stream.one(of: seeds), &stream) }

    func consume(_ input: [UInt8]) throws {
        let file = try SafetensorsFile(bytes: input, path: "fuzz.safetensors")
        for tensor in file.tensors {
            _ = (try? file.floats(tensor.name), try? file.doubles(tensor.name), try? file.integers(tensor.name))
        }
        let again = try SafetensorsFile(bytes: file.serialized(), path: "again")
        guard again.serialized() == file.serialized() else { throw FuzzFault("a file written anew is another one") }
        _ = try Parameters(checkpoint: file, for: network)
    }
}
