/// Names and display colours of a data set's classes; a class's id is its place.
public struct ClassSet: Hashable, Sendable {
    /// 8-bit RGB.
    public struct Colour: Hashable, Sendable {
        public var red: UInt8
        public var green: UInt8
        public var blue: UInt8

        public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }
    }

    public var names: [String]
    public var palette: [Colour]

    public init(names: [String], palette: [Colour]) {
        precondition(names.count == palette.count, "\(names.count) names, \(palette.count) colours")
        self.names = names
        self.palette = palette
    }

    public var count: Int { names.count }
}
