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

    /// The 19 classes that Cityscapes is scored on (Cordts et al., CVPR 2016), in the order and colours of its scripts.
    public static let cityscapes = ClassSet(
        names: [
            "road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign", "vegetation",
            "terrain", "sky", "person", "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle",
        ],
        palette: [
            Colour(128, 64, 128), Colour(244, 35, 232), Colour(70, 70, 70), Colour(102, 102, 156),
            Colour(190, 153, 153), Colour(153, 153, 153), Colour(250, 170, 30), Colour(220, 220, 0),
            Colour(107, 142, 35), Colour(152, 251, 152), Colour(70, 130, 180), Colour(220, 20, 60), Colour(255, 0, 0),
            Colour(0, 0, 142), Colour(0, 0, 70), Colour(0, 60, 100), Colour(0, 80, 100), Colour(0, 0, 230),
            Colour(119, 11, 32),
        ])
}
