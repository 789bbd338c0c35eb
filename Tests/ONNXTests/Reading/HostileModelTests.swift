import Foundation
import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

/// Files that lie, loop or ask for the impossible: a typed error each, before memory is taken for what they claim.
@Suite struct HostileModelTests {
    private func problem(
        _ model: SmallModel, input: Size? = nil, change: (inout ModelProto) -> Void = { _ in }
    ) throws -> ONNXError.Problem? {
        var message = model.message
        change(&message)
        let bytes: [UInt8] = try message.serializedBytes()
        return #expect(throws: ONNXError.self) { try ONNXModel(bytes: bytes).network(input: input) }?.problem
    }

    private func relu() -> SmallModel {
        var model = SmallModel()
        model.node("Relu", ["x"], ["y"])
        return model
    }

    @Test func nothingAndNoise() {
        for bytes in [[], [0xFF], [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [UInt8](repeating: 0x80, count: 40)]
            as [[UInt8]]
        {
            let error = #expect(throws: ONNXError.self) { try ONNXModel(bytes: bytes) }
            guard case .malformed = error?.problem else {
                Issue.record("\(error as Any)")
                continue
            }
        }
    }

    @Test func everyCutIsAnError() throws {
        var model = relu()
        model.constant("w", [2, 2], [1, 2, 3, 4])
        let bytes: [UInt8] = try model.message.serializedBytes()
        for count in 0..<bytes.count {
            // A cut between two fields is a shorter file; what is missing is missed later.
            #expect(throws: ONNXError.self) { try ONNXModel(bytes: Array(bytes[..<count])).network() }
        }
    }

    @Test func everyFlippedByteIsAnErrorOrANetwork() throws {
        var model = SmallModel(2)
        model.constant("w", [2, 2, 1, 1], [1, 2, 3, 4])
        model.constant("s", [1, 2, -1, 5])
        model.node("Conv", ["x", "w"], ["c"], AttributeProto("pads", [0, 1, 0, 1]))
        model.node("Reshape", ["c", "s"], ["r"])
        model.node("Relu", ["r"], ["y"])
        let bytes: [UInt8] = try model.message.serializedBytes()
        var networks = 0
        for place in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF, bytes[place] ^ 1] {
                var changed = bytes
                changed[place] = value
                do throws(ONNXError) {
                    _ = try ONNXModel(bytes: changed).network()
                    networks += 1
                } catch {}
            }
        }
        #expect(networks > 0)
    }

    @Test func cycle() throws {
        var model = SmallModel()
        model.node("Add", ["x", "b"], ["a"])
        model.node("Relu", ["a"], ["b"])
        model.node("Relu", ["a"], ["y"])
        #expect(try problem(model) == .cycle(nodes: ["Add_0", "Relu_1", "Relu_2"]))
        var selfish = SmallModel()
        selfish.node("Relu", ["y"], ["y"])
        #expect(try problem(selfish) == .cycle(nodes: ["Relu_0"]))
    }

    @Test func namesThatDoNotResolve() throws {
        var unknown = SmallModel()
        unknown.node("Relu", ["nothing"], ["y"])
        #expect(try problem(unknown) == .unknownValue("nothing", readBy: "Relu_0"))
        var twice = relu()
        twice.node("Relu", ["x"], ["y"])
        #expect(try problem(twice) == .duplicateValue("y"))
    }

    private static let lies: [([Int64], ONNXError.TensorFault)] = [
        ([-1, 4], .negativeDimension([-1, 4])),
        ([1 << 20, 1 << 20, 1 << 30], .overflow([1 << 20, 1 << 20, 1 << 30])),
        ([.max, .max], .overflow([.max, .max])),
        ([1 << 40], .count(shape: [1 << 40], expected: 4 << 40, found: 16)),
        ([5], .count(shape: [5], expected: 20, found: 16)),
    ]

    @Test(arguments: lies)
    func dimensionsThatLie(dims: [Int64], fault: ONNXError.TensorFault) throws {
        var model = relu()
        model.constant("w", [2, 2], [1, 2, 3, 4])
        let found = try problem(model) { $0.graph?.initializer[0].dims = dims }
        #expect(found == .tensor(name: "w", fault))
    }

    @Test func elementTypesThatNobodyReads() throws {
        var model = relu()
        model.constant("w", [1], [Float(1)])
        #expect(try problem(model) { $0.graph?.initializer[0].dataType = 8 } == .tensor(name: "w", .elementType(8)))
        #expect(
            try problem(model) { $0.graph?.sparseInitializer = [SparseTensorProto()] }
                == .notRead(what: "sparse initializer", name: ""))
    }

    @Test("graphs within graphs end somewhere")
    func deepNesting() throws {
        var graph = GraphProto()
        for _ in 0..<80 {
            var outer = GraphProto()
            outer.node = [
                NodeProto("If", inputs: ["c"], outputs: ["y"], attributes: [AttributeProto("then_branch", graph)])
            ]
            graph = outer
        }
        let found = try problem(relu()) { $0.graph = graph }
        #expect(found == .malformed(reason: "nested too deeply"))
    }

    /// The field of a graph, how many it holds, and what is said of it.
    private static let crowds: [(UInt8, Int, ONNXError.Problem)] = [
        (0x0A, ModelProto.nodeLimit, .tooManyNodes(limit: ModelProto.nodeLimit)),
        (0x2A, ModelProto.partLimit, .tooManyParts(limit: ModelProto.partLimit)),
    ]

    @Test("a file of nothing but empty nodes or tensors is refused before any is built", arguments: crowds)
    func tooManyParts(field: UInt8, limit: Int, problem: ONNXError.Problem) throws {
        let count = limit + 1
        var graph: [UInt8] = []
        graph.reserveCapacity(2 * count)
        for _ in 0..<count { graph += [field, 0] }
        var bytes: [UInt8] = [0x3A]
        var length = graph.count
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        let error = #expect(throws: ONNXError.self) { try ONNXModel(bytes: bytes + graph) }
        #expect(error?.problem == problem)
    }

    private static let disproportions: [(String, [Int])] = [
        ("ConstantOfShape", [1 << 20, 1 << 20]), ("ConstantOfShape", [.max, .max]), ("ConstantOfShape", [-1]),
        ("Expand", [1 << 40]), ("Tile", [1 << 40]),
    ]

    @Test(arguments: disproportions)
    func constantsOutOfProportion(op: String, shape: [Int]) throws {
        var model = SmallModel()
        model.constant("shape", shape)
        model.constant("one", [1], [Float(1)])
        model.node(op, op == "ConstantOfShape" ? ["shape"] : ["one", "shape"], ["c"])
        model.node("Add", ["x", "c"], ["y"])
        switch try problem(model) {
        case .constantsTooLarge, .node: break
        case let other: Issue.record("\(other as Any)")
        }
    }

    @Test("many constants of allowed size are too much together")
    func constantsThatAddUp() throws {
        var model = SmallModel()
        model.constant("shape", [1 << 20])
        for index in 0..<100 { model.node("ConstantOfShape", ["shape"], ["c\(index)"]) }
        model.node("Concat", (0..<100).map { "c\($0)" }, ["c"], AttributeProto("axis", 0))
        model.node("Add", ["x", "c"], ["y"])
        guard case .constantsTooLarge = try problem(model) else {
            Issue.record("not refused")
            return
        }
    }

    private static let oddities: [(String, [Int])] = [
        ("strides", [0, 1]), ("strides", [Int.max, 1]), ("strides", [-1, 1]), ("dilations", [0, 0]),
        ("dilations", [1 << 60, 1]), ("pads", [0]), ("pads", [Int.max, Int.max, Int.max, Int.max]),
        ("pads", [-5, 0, 0, 0]), ("group", [0]), ("group", [Int.max]), ("group", [-2]), ("kernel_shape", [7, 7]),
    ]

    @Test(arguments: oddities)
    func windowsThatNobodyMeans(name: String, values: [Int]) throws {
        let attribute = name == "group" ? AttributeProto(name, values[0]) : AttributeProto(name, values)
        for op in ["Conv", "ConvTranspose"] {
            var model = SmallModel(4)
            model.constant("w", [4, 4, 1, 1], [Float](repeating: 1, count: 16))
            model.node(op, ["x", "w"], ["y"], attribute)
            guard case .node = try problem(model) else {
                Issue.record("\(op) with \(name) of \(values)")
                return
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity])
    func weightsThatAreNoNumbers(value: Float) throws {
        var model = SmallModel(1)
        model.constant("w", [1, 1, 1, 1], [value])
        model.node("Conv", ["x", "w"], ["y"])
        guard case .node(let fault) = try problem(model) else {
            Issue.record("not refused")
            return
        }
        #expect(fault.reason == "its weight, w, holds \(value)")
    }

    @Test func sizesBeyondAnyMachine() throws {
        var model = SmallModel()
        model.constant("scales", [4], [1, 1, 1e9, 1e9])
        model.node("Resize", ["x", "", "scales"], ["y"])
        guard case .node = try problem(model) else {
            Issue.record("not refused")
            return
        }
        #expect(
            try problem(relu()) { model in
                model.graph?.input[0] = ValueInfoProto("x", .float32, [1, 3, .init(1 << 40), 2])
            }
                == .sizeOutOfRange(Size(height: 1 << 40, width: 2), allowed: 1...65_536))
        var doubling = SmallModel()
        var last = "x"
        for index in 0..<40 {
            doubling.node("Concat", [last, last], ["c\(index)"], AttributeProto("axis", 1))
            last = "c\(index)"
        }
        doubling.node("Relu", [last], ["y"])
        guard case .node = try problem(doubling) else {
            Issue.record("not refused")
            return
        }
    }
}
