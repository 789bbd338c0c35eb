import RandomStreams

@testable import Networks
@testable import StudentSpace

/// Safetensors files whose parts lie about each other.
enum Tensors {
    static func mutate(_ file: SafetensorsFile, _ stream: inout RandomStream) -> [UInt8] {
        var file = file
        if stream.chance(0.7) { alterContent(&file, &stream) }
        var bytes = file.serialized()
        if stream.chance(0.35) { bytes = alterHeader(bytes, &stream) }
        if stream.chance(0.25) { Bytes.mutate(&bytes, [bytes], &stream) }
        return bytes
    }

    /// A sound file with other tensors.
    private static func alterContent(_ file: inout SafetensorsFile, _ stream: inout RandomStream) {
        var tensors = file.tensors
        for _ in 0..<stream.count(upTo: 4) where !tensors.isEmpty {
            let index = stream.below(tensors.count)
            let tensor = tensors[index]
            switch stream.below(6) {
            case 0: tensors.remove(at: index)
            case 1:
                tensors[index] = SafetensorsFile.Tensor(
                    name: tensor.name, type: tensor.type, shape: reshaped(tensor.shape, &stream), bytes: tensor.bytes)
            case 2, 3:
                // Values that arithmetic does not like.
                var bytes = Array(tensor.bytes)
                let size = tensor.type.size
                for _ in 0..<stream.count(upTo: max(1, bytes.count / size)) where bytes.count >= size {
                    let at = size * stream.below(bytes.count / size)
                    let value = number(size, &stream)
                    for place in 0..<size { bytes[at + place] = UInt8(truncatingIfNeeded: value >> UInt64(8 * place)) }
                }
                tensors[index] = SafetensorsFile.Tensor(
                    name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: bytes[...])
            case 4:
                let other = stream.one(of: ElementType.allCases)
                let count = tensor.bytes.count / other.size
                tensors[index] = SafetensorsFile.Tensor(
                    name: tensor.name, type: other, shape: [count], bytes: tensor.bytes.prefix(count * other.size))
            default:
                // Longer or shorter.
                let count = max(0, tensor.bytes.count / tensor.type.size + stream.one(of: [-1, 1, 7]))
                var bytes = Array(tensor.bytes.prefix(count * tensor.type.size))
                bytes += [UInt8](repeating: 0x3F, count: count * tensor.type.size - bytes.count)
                tensors[index] = SafetensorsFile.Tensor(
                    name: tensor.name, type: tensor.type, shape: [count], bytes: bytes[...])
            }
        }
        var metadata = file.metadata
        if stream.chance(0.4) {
            let key = stream.chance(0.7) ? metadata.keys.sorted().first ?? "format" : Texts.word(&stream)
            metadata[key] = stream.chance(0.5) ? Texts.word(&stream) : stream.one(of: Texts.numbers)
        }
        if stream.chance(0.3), metadata["step"] != nil { metadata["step"] = stream.one(of: Texts.numbers) }
        file = SafetensorsFile(metadata: metadata)
        for tensor in tensors where file[tensor.name] == nil { file.append(tensor) }
        if stream.chance(0.2) {
            let name = Texts.word(&stream)
            if file[name] == nil, name != "__metadata__" {
                file.append(.init(name: name, type: .uint8, shape: [0], bytes: []))
            }
        }
    }

    private static func reshaped(_ shape: [Int], _ stream: inout RandomStream) -> [Int] {
        let count = shape.reduce(1, *)
        switch stream.below(4) {
        case 0: return [count]
        case 1: return [1, 1] + shape
        case 2: return shape.reversed()
        default: return count == 0 ? [0, 1 << 40] : shape
        }
    }

    private static func number(_ size: Int, _ stream: inout RandomStream) -> UInt64 {
        if size == 8, stream.chance(0.5) {
            return stream.one(of: [Double.nan, .infinity, -.infinity, -1, 1e300, -1e300, 5e-324, 0.5]).bitPattern
        }
        if size == 4, stream.chance(0.5) {
            return UInt64(stream.one(of: [Float.nan, .infinity, -.infinity, -1, 3e38, -3e38, 1e-45]).bitPattern)
        }
        return stream.one(of: Bytes.turningPoints)
    }

    /// Another header before the same data, as JSON that says something else.
    private static func alterHeader(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let data = bytes[(8 + length)...]
        var header = Array(bytes[8..<(8 + length)])
        if let value = try? JSONParser.parse(header, file: "header") {
            header = Trees.text(of: [value], &stream)
        }
        var count = UInt64(header.count)
        if stream.chance(0.1) { count = stream.one(of: Bytes.turningPoints) }
        return (0..<8).map { UInt8(truncatingIfNeeded: count >> UInt64(8 * $0)) } + header + data
    }
}
