import Foundation
import Networks
import RandomStreams
import Testing

@Suite struct SafetensorsTests {
    private typealias Tensor = SafetensorsFile.Tensor

    /// A header given as text, and data.
    static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
        let text = Array(header.utf8)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + data
    }

    private static func mixed() throws -> SafetensorsFile {
        var file = SafetensorsFile(metadata: ["architecture": "ddrnet-23-slim", "quote \"\\\n": "ünï\u{1}"])
        file.append(
            Tensor(name: "b.weight", shape: [2, 1, 3], [1, -2.5, 0, .infinity, .leastNonzeroMagnitude, 3] as [Float]))
        file.append(Tensor(name: "steps", shape: [2], [0, .max] as [UInt64]))
        file.append(try Tensor(name: "a.half", shape: [3], rounding: [1, 65504, -0.1]))
        file.append(Tensor(name: "moments", shape: [2], [0.1, -.pi] as [Double]))
        file.append(Tensor(name: "offsets", shape: [1, 1], [-7] as [Int64]))
        file.append(Tensor(name: "empty", shape: [0, 5], [] as [Float]))
        file.append(Tensor(name: "scalar", shape: [], [42] as [Float]))
        return file
    }

    @Test func readsWhatItWrote() throws {
        let original = try Self.mixed()
        let copy = try SafetensorsFile(bytes: original.serialized(), path: "copy")
        #expect(copy.metadata == original.metadata)
        #expect(copy.tensors.map(\.name) == ["moments", "offsets", "steps", "b.weight", "empty", "scalar", "a.half"])
        for tensor in original.tensors { #expect(copy[tensor.name] == tensor) }
        #expect(try copy.floats("b.weight") == [1, -2.5, 0, .infinity, .leastNonzeroMagnitude, 3])
        #expect(try copy.unsignedIntegers("steps") == [0, .max])
        #expect(try copy.doubles("moments") == [0.1, -.pi])
        #expect(try copy.integers("offsets") == [-7])
        #expect(try copy.floats("a.half") == [1, 65504, -0.099975586])
        #expect(try copy.floats("scalar") == [42])
        #expect(try copy.floats("empty").isEmpty)
    }

    @Test func sameContentGivesSameAlignedBytes() throws {
        let file = try Self.mixed()
        var shuffled = SafetensorsFile(metadata: file.metadata)
        for tensor in file.tensors.reversed() { shuffled.append(tensor) }
        let bytes = file.serialized()
        #expect(shuffled.serialized() == bytes)
        let copy = try SafetensorsFile(bytes: bytes, path: "copy")
        #expect(copy.serialized() == bytes)
        for tensor in copy.tensors { #expect(tensor.bytes.startIndex.isMultiple(of: tensor.type.size)) }
    }

    @Test func writesWholeFilesAndLeavesNothingBeside() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "w.safetensors").path
        var file = SafetensorsFile()
        file.append(Tensor(name: "x", shape: [1], [1] as [Float]))
        try file.write(to: path)
        file.append(Tensor(name: "y", shape: [1], [2] as [Float]))
        try file.write(to: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["w.safetensors"])
        let copy = try SafetensorsFile(contentsOf: path)
        #expect(copy.tensors == file.tensors)
        #expect(copy.path == path)

        let missing = folder.appending(path: "none/w.safetensors").path
        #expect(throws: SafetensorsError(path: missing, problem: .system(call: "open", code: ENOENT))) {
            try file.write(to: missing)
        }
        #expect(throws: SafetensorsError(path: missing, problem: .system(call: "open", code: ENOENT))) {
            try SafetensorsFile(contentsOf: missing)
        }
        #expect(throws: SafetensorsError(path: folder.path, problem: .notARegularFile)) {
            try SafetensorsFile(contentsOf: folder.path)
        }
        #expect(throws: SafetensorsError(path: "/dev/zero", problem: .notARegularFile)) {
            try SafetensorsFile(contentsOf: "/dev/zero")
        }
        let target = folder.appending(path: "folder").path
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        #expect(throws: SafetensorsError(path: target, problem: .notARegularFile)) {
            try file.write(to: target)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func readsEveryFloatingPointType() throws {
        let header = #"""
             {"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}, "b" : {"shape" : [ 2 ],
              "data_offsets":[8,12],"dtype":"BF16"},"\u0068\ud83d\ude00":{"dtype":"F16","shape":[1],"data_offsets":[12,14]}}
            """#
        let data: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF8, 0x3F] + [0x80, 0x3F, 0x49, 0xC0] + [0x00, 0x3E]
        let file = try SafetensorsFile(bytes: Self.file(header, data: data), path: "f")
        #expect(try file.floats("d") == [1.5])
        #expect(try file.floats("b") == [1, -3.140625])
        #expect(try file.floats("h😀") == [1.5])
        #expect(throws: SafetensorsError(path: "f", problem: .typeMismatch(tensor: "b", type: .bfloat16))) {
            try file.unsignedIntegers("b")
        }
        #expect(throws: SafetensorsError(path: "f", problem: .missingTensor("x"))) { try file.floats("x") }
    }

    @Test func everyHalfSurvivesARoundTrip() throws {
        let bytes = (0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        var file = SafetensorsFile()
        file.append(Tensor(name: "all", type: .float16, shape: [65_536], bytes: bytes[...]))
        let values = try file.floats("all")
        for (bits, value) in values.enumerated() {
            let expected = Float(Float16(bitPattern: UInt16(bits)))
            #expect(value == expected || (value.isNaN && expected.isNaN))
        }
        let numbers = values.filter { !$0.isNaN }
        var copy = SafetensorsFile()
        copy.append(try Tensor(name: "all", shape: [numbers.count], rounding: numbers))
        #expect(zip(try copy.floats("all"), numbers).allSatisfy { $0.bitPattern == $1.bitPattern })
    }

    @Test func roundsToTheNearestHalfTiesToEven() throws {
        var stream = RandomStream(seed: 3, stream: "halves")
        var values: [Float] = [
            0, -0.0, 65519.996, 0x1p-24, 0x1p-25, 0x1.8p-25, 0x1.ffep-15, 0x1.fffp-15, 0x1.fffffep-15,
        ]
        while values.count < 20_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
            if value.isFinite, value.magnitude < 65_520 { values.append(value) }
            // Halfway between two neighbours.
            let half = Float16(bitPattern: UInt16(stream.integer(below: 0x7BFF)))
            values.append((Float(half) + Float(half.nextUp)) / 2)
        }
        var file = SafetensorsFile()
        file.append(try Tensor(name: "x", shape: [values.count], rounding: values))
        let rounded = try file.floats("x")
        for (value, result) in zip(values, rounded) { #expect(result.bitPattern == Float(Float16(value)).bitPattern) }

        #expect(throws: SafetensorsError(path: "", problem: .halfOverflow(tensor: "x", index: 1, value: 65_520))) {
            try Tensor(name: "x", shape: [2], rounding: [1, 65_520])
        }
    }
}
