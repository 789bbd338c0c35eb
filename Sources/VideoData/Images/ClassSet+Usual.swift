extension ClassSet {
    /// Names and colours for a network of so many classes: CamVid's for 11, Cityscapes' for 19, numbers and a fixed
    /// palette for any other.
    public static func usual(_ count: Int) -> ClassSet {
        switch count {
        case camVid.count: camVid
        case cityscapes.count: cityscapes
        default: numbered(count)
        }
    }

    /// Classes without names of their own.
    ///
    /// Colours as in PASCAL VOC's label maps: the bits of a class's number, three at a time, become the highest bits of
    /// red, green and blue, so that neighbours differ most. Counted from 1: 0 would be black, which stands for void.
    public static func numbered(_ count: Int) -> ClassSet {
        precondition((1...255).contains(count), "\(count) classes")
        return ClassSet(
            names: (0..<count).map { "class \($0)" },
            palette: (1...count).map { id in
                var channels = [UInt8](repeating: 0, count: 3)
                for place in 0..<3 {
                    for channel in 0..<3 where id >> (3 * place + channel) & 1 == 1 {
                        channels[channel] |= 0x80 >> UInt8(place)
                    }
                }
                return Colour(channels[0], channels[1], channels[2])
            })
    }
}
