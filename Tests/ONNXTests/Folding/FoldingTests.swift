import Testing

@testable import ONNX

/// Arithmetic with constants alone.
@Suite struct FoldingTests {
    /// What a node makes of constants.
    private func fold(
        _ op: String, _ inputs: [ConstantTensor?], opset: Int = 17, _ attributes: AttributeProto...
    ) throws -> ConstantTensor {
        let node = GraphNode(op, name: op, inputs: [], outputs: ["y"], attributes: attributes)
        var folder = ConstantFolder(stored: 0)
        let call = OperatorCall(node: node, opset: opset, inputs: inputs.map { $0.map(Value.constant) })
        return try #require(try folder.fold(call)?.first)
    }

    private func list(_ values: Int...) -> ConstantTensor { ConstantTensor(values) }

    @Test func integersDivideTowardsZeroAndTheirRestFollowsTheDivisor() throws {
        #expect(try fold("Div", [list(7, -7, 7), list(2, 2, -2)]).integers == [3, -3, -3])
        #expect(try fold("Mod", [list(7, -7, 7), list(3, 3, -3)]).integers == [1, 2, -2])
        #expect(try fold("Mod", [list(7, -7, 7), list(3, 3, -3)], AttributeProto("fmod", 1)).integers == [1, -1, 1])
        for op in ["Div", "Mod"] {
            #expect(throws: NodeFault.self) { try fold(op, [list(1), list(0)]) }
        }
        #expect(throws: NodeFault.self) { try fold("Div", [list(.min), list(-1)]) }
    }

    @Test func shapesBroadcast() throws {
        let column = ConstantTensor(dims: [2, 1], [Float(1), 10])
        let row = ConstantTensor(dims: [3], [Float(1), 2, 3])
        let product = try fold("Mul", [column, row])
        #expect(product.dims == [2, 3] && product.floats == [1, 2, 3, 10, 20, 30])
        #expect(throws: NodeFault.self) { try fold("Add", [row, ConstantTensor(dims: [2], [Float(1), 2])]) }
        #expect(throws: NodeFault.self) { try fold("Add", [row, list(1, 2, 3)]) }
    }

    @Test func casts() throws {
        let numbers = ConstantTensor(dims: [4], [Float(1.9), -1.9, 3e20, .nan])
        #expect(try fold("Cast", [numbers], AttributeProto("to", 7)).integers == [1, -1, .max, 0])
        #expect(try fold("Cast", [list(300, -1)], AttributeProto("to", 2)).integers == [44, 255])
        #expect(try fold("Cast", [numbers], AttributeProto("to", 10)).floats[0] == 1.900_390_6)
        #expect(throws: NodeFault.self) { try fold("Cast", [numbers], AttributeProto("to", 8)) }
    }

    @Test func movement() throws {
        let matrix = ConstantTensor(dims: [2, 3], (0..<6).map(Float.init))
        let turned = try fold("Transpose", [matrix])
        #expect(turned.dims == [3, 2] && turned.floats == [0, 3, 1, 4, 2, 5])
        let tiled = try fold("Tile", [matrix, list(1, 2)])
        #expect(tiled.floats == [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
        let backwards = try fold("Slice", [matrix, list(-1), list(.min), list(1), list(-2)])
        #expect(backwards.dims == [2, 2] && backwards.floats == [2, 0, 5, 3])
        let joined = try fold("Concat", [matrix, matrix], AttributeProto("axis", -1))
        #expect(joined.floats == [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
        let picked = try fold("Gather", [matrix, list(2, -3)], AttributeProto("axis", 1))
        #expect(picked.floats == [2, 0, 5, 3])
        #expect(throws: NodeFault.self) { try fold("Gather", [matrix, list(3)], AttributeProto("axis", 1)) }
        let places = ConstantTensor(dims: [2, 1], [Int64(1), -2])
        let updates = ConstantTensor(dims: [2, 3], (10..<16).map(Float.init))
        #expect(try fold("ScatterND", [matrix, places, updates]).floats == [13, 14, 15, 10, 11, 12])
    }

    @Test func reshapeCopiesAndInfers() throws {
        let data = ConstantTensor(dims: [2, 3, 4], (0..<24).map(Float.init))
        #expect(try fold("Reshape", [data, list(0, -1)]).dims == [2, 12])
        #expect(try fold("Flatten", [data], AttributeProto("axis", -1)).dims == [6, 4])
        for shape in [[5, -1], [-1, -1], [-2], [0, 0, 0, 0], [.max, .max]] {
            #expect(throws: NodeFault.self) { try fold("Reshape", [data, ConstantTensor(shape)]) }
        }
        #expect(throws: NodeFault.self) {
            try fold("Reshape", [data, list(0, -1)], AttributeProto("allowzero", 1))
        }
    }

    @Test func comparisonAndChoice() throws {
        let condition = try fold("Less", [list(1, 5, 3), list(4)])
        #expect(condition.booleans == [true, false, true])
        #expect(try fold("Where", [condition, list(1, 2, 3), list(0)]).integers == [1, 0, 3])
        #expect(try fold("Where", [try fold("Not", [condition]), list(-1), list(7, 8, 9)]).integers == [7, -1, 9])
    }

    @Test func reductionsAndProducts() throws {
        let matrix = ConstantTensor(dims: [2, 3], (1...6).map(Float.init))
        #expect(try fold("ReduceSum", [matrix, list(1)]).floats == [6, 15])
        #expect(
            try fold("ReduceMean", [matrix], AttributeProto("axes", [0]), AttributeProto("keepdims", 0)).dims == [3])
        #expect(try fold("ReduceProd", [list(2, 3, 4)]).integers == [24])
        let product = try fold("MatMul", [matrix, ConstantTensor(dims: [3, 1], [Float(1), 1, 1])])
        #expect(product.dims == [2, 1] && product.floats == [6, 15])
    }

    @Test func ranges() throws {
        func scalar(_ value: Int) -> ConstantTensor { ConstantTensor(dims: [], [Int64(value)]) }
        #expect(try fold("Range", [scalar(3), scalar(10), scalar(3)]).integers == [3, 6, 9])
        #expect(try fold("Range", [scalar(3), scalar(-1), scalar(-2)]).integers == [3, 1])
        #expect(try fold("Range", [scalar(3), scalar(3), scalar(1)]).integers == [])
        #expect(throws: NodeFault.self) { try fold("Range", [scalar(0), scalar(3), scalar(0)]) }
    }

    @Test func shapesInPart() throws {
        let data = ConstantTensor(dims: [2, 3, 4], (0..<24).map(Float.init))
        #expect(
            try fold("Shape", [data], AttributeProto("start", -2), AttributeProto("end", 100)).integers == [3, 4])
        #expect(try fold("Shape", [data], AttributeProto("start", 2), AttributeProto("end", 1)).integers == [])
    }
}
