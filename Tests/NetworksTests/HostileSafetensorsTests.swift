import Networks
import RandomStreams
import Testing

@Suite struct HostileSafetensorsTests {
    private typealias Problem = SafetensorsError.Problem

    private static func problem(_ bytes: [UInt8]) -> Problem? {
        do {
            _ = try SafetensorsFile(bytes: bytes, path: "hostile")
            return nil
        } catch {
            #expect(error.path == "hostile")
            return error.problem
        }
    }

    private static func problem(_ header: String, data count: Int = 8) -> Problem? {
        problem(SafetensorsTests.file(header, data: Array(repeating: 0, count: count)))
    }

    @Test func refusesLengthsThatLie() {
        #expect(Self.problem([]) == .tooShort(bytes: 0))
        #expect(Self.problem([1, 2, 3, 4, 5, 6, 7]) == .tooShort(bytes: 7))
        let longest = Array(repeating: UInt8(0xFF), count: 8)
        #expect(Self.problem(longest) == .headerTooLong(header: .max, available: 0))
        #expect(
            Self.problem([3, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)) == .headerTooLong(header: 3, available: 2))
        #expect(Self.problem("{}", data: 0) == nil)
        #expect(Self.problem("{}", data: 8) == .unusedBytes(begin: 0, end: 8))
    }

    @Test(arguments: [
        ("{", 9, SafetensorsError.HeaderFault.expected("a string")),
        ("", 8, .expected("{")),
        ("[]", 8, .expected("{")),
        ("{} x", 11, .expected("the header's end")),
        (#"{"a":1}"#, 13, .expected("{")),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}"#, 62, .expected("a string")),
        (#"{"a":{"dtype":"F32","shape":[2]}}"#, 13, .missingKey("data_offsets")),
        (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, 13, .missingKey("shape")),
        (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, 13, .missingKey("dtype")),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#, 13, .expected("two data_offsets")),
        (#"{"a":{"dtype":"F32","shape":[2],"offsets":[0,8]}}"#, 50, .unknownKey("offsets")),
        (#"{"a":{"dtype":"F32","dtype":"F32"}}"#, 28, .duplicateKey("dtype")),
        (#"{"a":{"dtype":"F32","shape":[-2]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[2.0]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[2e9]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[02]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775808]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[true]}}"#, 37, .invalidInteger),
        (#"{"a":{"dtype":"F32","shape":[2]"#, 39, .expected("}")),
        (#"{"\x":{}}"#, 10, .invalidEscape),
        (#"{"\ud800":{}}"#, 10, .invalidEscape),
        (#"{"\ud800\u0041":{}}"#, 10, .invalidEscape),
        (#"{"\u12"#, 10, .invalidEscape),
        ("{\"a\nb\":{}}", 11, .expected("a string without control characters")),
        (#"{"__metadata__":{"a":1}}"#, 29, .expected("a string")),
    ])
    func refusesHeadersThatAreNotTheFormat(header: String, offset: Int, fault: SafetensorsError.HeaderFault) {
        #expect(Self.problem(header) == .malformedHeader(offset: offset, reason: fault))
    }

    @Test func refusesTextThatIsNotUTF8() {
        let header: [UInt8] = Array("{\"".utf8) + [0xC3, 0x28] + Array("\":{}}".utf8)
        let bytes: [UInt8] = [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header
        #expect(Self.problem(bytes) == .malformedHeader(offset: 10, reason: .invalidUTF8))
    }

    private static func entry(_ name: String, _ shape: String, _ begin: Int, _ end: Int, _ type: String = "F32")
        -> String
    {
        #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }

    @Test func refusesTensorsThatDoNotFitTheData() {
        func problem(_ entries: String...) -> Problem? { Self.problem("{\(entries.joined(separator: ","))}") }

        #expect(problem(Self.entry("a", "[2]", 0, 8)) == nil)
        #expect(
            problem(Self.entry("a", "[3]", 0, 8))
                == .wrongByteCount(tensor: "a", shape: [3], type: .float32, expected: 12, found: 8))
        #expect(problem(Self.entry("a", "[2]", 8, 0)) == .reversedOffsets(tensor: "a", begin: 8, end: 0))
        #expect(problem(Self.entry("a", "[3]", 0, 12)) == .beyondEnd(tensor: "a", end: 12, available: 8))
        #expect(
            problem(Self.entry("a", "[1]", .max - 4, .max))
                == .beyondEnd(tensor: "a", end: .max, available: 8))
        #expect(
            problem(Self.entry("a", "[4294967296,4294967296]", 0, 8))
                == .shapeOverflow(tensor: "a", shape: [1 << 32, 1 << 32]))
        #expect(
            problem(Self.entry("a", "[4294967296,4294967296,0]", 0, 0))
                == .shapeOverflow(tensor: "a", shape: [1 << 32, 1 << 32, 0]))
        #expect(
            problem(Self.entry("a", "[1000000000000]", 0, 4_000_000_000_000))
                == .beyondEnd(tensor: "a", end: 4_000_000_000_000, available: 8))
        #expect(
            problem(Self.entry("b", "[1]", 4, 8), Self.entry("a", "[2]", 0, 8))
                == .overlap(tensor: "b", begin: 4, previous: "a", previousEnd: 8))
        #expect(problem(Self.entry("a", "[1]", 4, 8)) == .unusedBytes(begin: 0, end: 4))
        #expect(problem(Self.entry("a", "[1]", 0, 4)) == .unusedBytes(begin: 4, end: 8))
        #expect(
            problem(Self.entry("a", "[1]", 0, 4), Self.entry("a", "[1]", 4, 8))
                == .malformedHeader(offset: 62, reason: .duplicateKey("a")))
        #expect(
            problem(Self.entry("a", "[2]", 0, 8, "F8_E4M3")) == .unknownElementType(tensor: "a", type: "F8_E4M3"))
    }

    @Test func everyCutIsAnError() throws {
        var file = SafetensorsFile(metadata: ["k": "v"])
        file.append(SafetensorsFile.Tensor(name: "a", shape: [3], [1, 2, 3] as [Float]))
        file.append(SafetensorsFile.Tensor(name: "b", shape: [2], [1, 2] as [Double]))
        let bytes = file.serialized()
        for count in 0..<bytes.count { #expect(Self.problem(Array(bytes[..<count])) != nil) }
    }

    @Test func survivesDamage() throws {
        var file = SafetensorsFile(metadata: ["k": "v"])
        file.append(SafetensorsFile.Tensor(name: "a\"\u{1}é", shape: [3, 1], [1, 2, 3] as [Float]))
        file.append(SafetensorsFile.Tensor(name: "b", shape: [2], [1, 2] as [Double]))
        let bytes = file.serialized()
        var stream = RandomStream(seed: 11, stream: "damage")
        var refused = 0
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0...stream.integer(below: 4) {
                let index = stream.integer(below: damaged.count)
                switch stream.integer(below: 4) {
                case 0: damaged[index] = UInt8(stream.integer(below: 256))
                case 1: damaged[index] = Array("0123456789[]{}\",:\\e-".utf8)[stream.integer(below: 20)]
                case 2: damaged.remove(at: index)
                default: damaged.insert(UInt8(stream.integer(below: 256)), at: index)
                }
            }
            if let copy = try? SafetensorsFile(bytes: damaged, path: "damaged") {
                #expect(copy.tensors.allSatisfy { $0.bytes.count <= damaged.count })
            } else {
                refused += 1
            }
        }
        #expect(refused > 15_000)
    }
}
