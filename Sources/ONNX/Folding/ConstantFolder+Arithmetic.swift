import Foundation
import Networks

extension ConstantFolder {
    /// Element by element, shapes broadcast.
    static let arithmetic: [String: Rule] = [
        "Add": { try $0.combine($1, Combination({ $0 + $1 }, { $0 + $1 }, { $0 &+ $1 })) },
        "Sub": { try $0.combine($1, Combination({ $0 - $1 }, { $0 - $1 }, { $0 &- $1 })) },
        "Mul": { try $0.combine($1, Combination({ $0 * $1 }, { $0 * $1 }, { $0 &* $1 })) },
        "Div": { try $0.combine($1, Combination({ $0 / $1 }, { $0 / $1 }, divide)) },
        "Mod": { folder, call in
            let followsDividend = try call.int("fmod", default: 0) != 0
            return try folder.combine(
                call,
                Combination(fmodf, fmod) { a, b in
                    guard let rest = remainder(a, b) else { return nil }
                    return !followsDividend && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
                })
        },
        "Pow": { try $0.combine($1, Combination(powf, pow, power)) },
        "Min": { try $0.combine($1, Combination({ min($0, $1) }, { min($0, $1) }, { min($0, $1) })) },
        "Max": { try $0.combine($1, Combination({ max($0, $1) }, { max($0, $1) }, { max($0, $1) })) },
        "Equal": { try $0.compare($1) { $0 == $1 } },
        "Less": { try $0.compare($1) { $0 < $1 } },
        "LessOrEqual": { try $0.compare($1) { $0 <= $1 } },
        "Greater": { try $0.compare($1) { $0 > $1 } },
        "GreaterOrEqual": { try $0.compare($1) { $0 >= $1 } },
        "And": { try $0.compare($1) { $0 != 0 && $1 != 0 } },
        "Or": { try $0.compare($1) { $0 != 0 || $1 != 0 } },
        "Not": { _, call in
            let data = try call.constant(0)
            let values = try call.booleans(data)
            return [ConstantTensor(dims: data.dims, kind: .bool, elements: .booleans(values.map { !$0 }))]
        },
        "Where": { folder, call in
            let (condition, a, b) = (try call.constant(0), try call.constant(1), try call.constant(2))
            guard let pair = Strides.common(a.dims, b.dims), let dims = Strides.common(condition.dims, pair) else {
                throw call.fault("shapes do not broadcast")
            }
            try folder.reserve(dims, call)
            let chosen = try call.booleans(condition.expanded(to: dims))
            let both = try joined(a, b, call)
            let (from, other) = (a.places(in: dims), b.places(in: dims).map { $0 + a.count })
            let places = chosen.indices.map { chosen[$0] ? from[$0] : other[$0] }
            return [ConstantTensor(dims: dims, kind: a.kind, elements: both.taking(places))]
        },
        "Neg": { try $0.map($1, { -$0 }, { 0 &- $0 }) },
        "Abs": { try $0.map($1, abs, { $0 < 0 ? 0 &- $0 : $0 }) },
        "Floor": { try $0.map($1) { $0.rounded(.down) } },
        "Ceil": { try $0.map($1) { $0.rounded(.up) } },
        "Round": { try $0.map($1) { $0.rounded(.toNearestOrEven) } },
        "Sqrt": { try $0.map($1) { $0.squareRoot() } },
        "Reciprocal": { try $0.map($1) { 1 / $0 } },
        "Exp": { try $0.map($1, exp) },
        "Log": { try $0.map($1, log) },
        "Erf": { try $0.map($1, erf) },
        "Tanh": { try $0.map($1, tanh) },
        "Sigmoid": { try $0.map($1) { 1 / (1 + exp(-$0)) } },
        "Relu": { try $0.map($1, { max($0, 0) }, { max($0, 0) }) },
        "Clip": { folder, call in
            let low = try call.float("min").map(Double.init) ?? (call.has(1) ? call.scalar(1) : -.infinity)
            let high = try call.float("max").map(Double.init) ?? (call.has(2) ? call.scalar(2) : .infinity)
            return try folder.map(
                call, { min(max($0, low), high) },
                { value in
                    let above = low > -0x1p63 ? max(value, Int64(low.rounded(.up))) : value
                    return high < 0x1p63 ? min(above, Int64(high.rounded(.down))) : above
                })
        },
        "Cos": { try $0.map($1, cos) },
        "Sin": { try $0.map($1, sin) },
        "Cast": { folder, call in
            let data = try call.constant(0)
            guard let number = try call.int("to"), let kind = ElementKind(rawValue: Int32(clamping: number)) else {
                throw call.fault("a cast to type \(try call.int("to") ?? 0)")
            }
            try folder.reserve(data.dims, call)
            return [data.cast(to: kind)]
        },
        "CastLike": { folder, call in
            let data = try call.constant(0)
            try folder.reserve(data.dims, call)
            return [data.cast(to: try call.constant(1).kind)]
        },
    ]

    /// A binary operation on each of the storages; nil where integers have no answer.
    private struct Combination {
        let float: (Float, Float) -> Float
        let double: (Double, Double) -> Double
        let integer: (Int64, Int64) -> Int64?

        init(
            _ float: @escaping (Float, Float) -> Float, _ double: @escaping (Double, Double) -> Double,
            _ integer: @escaping (Int64, Int64) -> Int64?
        ) {
            self.float = float
            self.double = double
            self.integer = integer
        }
    }

    /// The operation over all inputs, from the first on.
    private mutating func combine(_ call: OperatorCall, _ operation: Combination) throws -> [ConstantTensor] {
        var result = try call.constant(0)
        for index in call.inputs.indices.dropFirst() {
            let other = try call.constant(index)
            guard let dims = Strides.common(result.dims, other.dims) else { throw call.fault("shapes do not broadcast") }
            try reserve(dims, call)
            let (a, b) = (result.expanded(to: dims), other.expanded(to: dims))
            let elements: ConstantTensor.Elements
            switch (a.elements, b.elements) {
            case (.floats(let x), .floats(let y)): elements = .floats(zip(x, y).map(operation.float))
            case (.doubles(let x), .doubles(let y)): elements = .doubles(zip(x, y).map(operation.double))
            case (.integers(let x), .integers(let y)):
                elements = .integers(
                    try zip(x, y).map { x, y in
                        guard let value = operation.integer(x, y) else { throw call.fault("\(x) and \(y)") }
                        return value
                    })
            case (.floats(let x), _) where call.node.op == "Pow":
                elements = .floats(zip(x, b.floats).map(operation.float))
            default: throw call.fault("mixed element types")
            }
            result = ConstantTensor(dims: dims, kind: a.kind, elements: elements)
        }
        return [result]
    }

    private mutating func compare(
        _ call: OperatorCall, _ holds: (Double, Double) -> Bool
    ) throws -> [ConstantTensor] {
        let (a, b) = (try call.constant(0), try call.constant(1))
        guard let dims = Strides.common(a.dims, b.dims) else { throw call.fault("shapes do not broadcast") }
        try reserve(dims, call)
        let values = zip(a.expanded(to: dims).doubles, b.expanded(to: dims).doubles).map(holds)
        return [ConstantTensor(dims: dims, kind: .bool, elements: .booleans(values))]
    }

    private mutating func map(
        _ call: OperatorCall, _ function: (Double) -> Double, _ integer: ((Int64) -> Int64)? = nil
    ) throws -> [ConstantTensor] {
        let data = try call.constant(0)
        try reserve(data.dims, call)
        switch data.elements {
        case .floats(let values):
            let results = values.map { Float(function(Double($0))) }
            return [ConstantTensor(dims: data.dims, kind: data.kind, elements: .floats(results))]
        case .doubles(let values):
            return [ConstantTensor(dims: data.dims, kind: data.kind, elements: .doubles(values.map(function)))]
        case .integers(let values):
            guard let integer else { throw call.fault("of integers") }
            return [ConstantTensor(dims: data.dims, kind: data.kind, elements: .integers(values.map(integer)))]
        case .booleans: throw call.fault("of truth values")
        }
    }

    private static func joined(
        _ a: ConstantTensor, _ b: ConstantTensor, _ call: OperatorCall
    ) throws -> ConstantTensor.Elements {
        switch (a.elements, b.elements) {
        case (.floats(let x), .floats(let y)): .floats(x + y)
        case (.doubles(let x), .doubles(let y)): .doubles(x + y)
        case (.integers(let x), .integers(let y)): .integers(x + y)
        case (.booleans(let x), .booleans(let y)): .booleans(x + y)
        default: throw call.fault("mixed element types")
        }
    }

    private static func divide(_ a: Int64, _ b: Int64) -> Int64? {
        guard b != 0 else { return nil }
        let (quotient, overflow) = a.dividedReportingOverflow(by: b)
        return overflow ? nil : quotient
    }

    private static func remainder(_ a: Int64, _ b: Int64) -> Int64? {
        guard b != 0 else { return nil }
        let (rest, overflow) = a.remainderReportingOverflow(dividingBy: b)
        return overflow ? 0 : rest
    }

    private static func power(_ a: Int64, _ b: Int64) -> Int64? {
        guard (0...62).contains(b) else { return nil }
        return (0..<b).reduce(Int64(1)) { value, _ in value &* a }
    }
}

extension ConstantTensor {
    /// For each element of a larger shape, the element of this tensor that stands there.
    ///
    /// - Precondition: the tensor broadcasts to the shape.
    func places(in dims: [Int]) -> [Int] {
        guard let strides = Strides.broadcast(self.dims, to: dims) else {
            preconditionFailure("\(self.dims) does not broadcast to \(dims)")
        }
        return Strides.places(dims, strides)
    }

    /// - Precondition: the tensor broadcasts to the shape.
    func expanded(to dims: [Int]) -> ConstantTensor {
        dims == self.dims ? self : taking(places(in: dims), dims: dims)
    }

    /// The elements as another type: towards zero for integers, to the nearest for half precision.
    func cast(to kind: ElementKind) -> ConstantTensor {
        let elements: Elements
        switch kind {
        case .float64: elements = .doubles(doubles)
        case .float32, .bfloat16: elements = .floats(floats)
        case .float16:
            elements = .floats(
                floats.map { value in
                    HalfPrecision.binary16(value).map(HalfPrecision.float(binary16:))
                        ?? (value < 0 ? -.infinity : .infinity)
                })
        case .bool:
            if case .booleans = self.elements { elements = self.elements } else {
                elements = .booleans(doubles.map { $0 != 0 })
            }
        default:
            let wide: [Int64]
            if case .integers(let values) = self.elements { wide = values } else {
                wide = doubles.map { value in
                    Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
                }
            }
            elements = .integers(wide.map { Self.wrapped($0, kind) })
        }
        return ConstantTensor(dims: dims, kind: kind, elements: elements)
    }

    private static func wrapped(_ value: Int64, _ kind: ElementKind) -> Int64 {
        switch kind {
        case .int32: Int64(Int32(truncatingIfNeeded: value))
        case .int16: Int64(Int16(truncatingIfNeeded: value))
        case .int8: Int64(Int8(truncatingIfNeeded: value))
        case .uint32: Int64(UInt32(truncatingIfNeeded: value))
        case .uint16: Int64(UInt16(truncatingIfNeeded: value))
        case .uint8: Int64(UInt8(truncatingIfNeeded: value))
        default: value
        }
    }
}
