import Foundation

extension AttributeProto {
    private init(_ name: String, _ kind: Kind) {
        self.init()
        self.name = name
        type = kind.rawValue
    }

    public init(_ name: String, _ value: Int) {
        self.init(name, .int)
        i = Int64(value)
    }

    public init(_ name: String, _ value: Float) {
        self.init(name, .float)
        f = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name, .string)
        s = Data(value.utf8)
    }

    public init(_ name: String, _ values: [Int]) {
        self.init(name, .ints)
        ints = values.map(Int64.init)
    }

    public init(_ name: String, _ values: [Float]) {
        self.init(name, .floats)
        floats = values
    }

    public init(_ name: String, _ value: TensorProto) {
        self.init(name, .tensor)
        t = value
    }

    public init(_ name: String, _ value: GraphProto) {
        self.init(name, .graph)
        g = value
    }
}
