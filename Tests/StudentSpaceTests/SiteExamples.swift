import Networks
import RandomStreams
import StudentSpace
import Testing

/// A site written down in one line.
func site(
    _ name: String, _ input: Int, _ output: Int, kernel: Size = Size(3), stride: Size = Size(1),
    padding: Padding? = nil, dilation: Size = Size(1), groups: Int = 1, on size: Size = Size(height: 16, width: 24)
) throws -> Site {
    try Site(
        name: name, source: "x",
        convolution: Convolution(
            outputChannels: output, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
            groups: groups, hasBias: true),
        input: FeatureShape(height: size.height, width: size.width, channels: input))
}

/// Sites of every geometry that networks have, and some that few have.
func variedSites() throws -> [Site] {
    [
        try site("square", 32, 32),
        try site("wider", 32, 64, stride: Size(2)),
        try site("odd", 20, 12, stride: Size(2), on: Size(height: 45, width: 61)),
        try site("shortcut", 32, 64, kernel: Size(1), stride: Size(2)),
        try site("pointwise", 64, 64, kernel: Size(1)),
        try site("unpadded", 16, 16, padding: Padding(vertical: 0, horizontal: 0)),
        try site("lopsided", 16, 24, padding: Padding(top: 0, left: 0, bottom: 1, right: 1)),
        try site("dilated", 16, 16, padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2)),
        try site("oblong", 24, 24, kernel: Size(height: 5, width: 3), stride: Size(height: 1, width: 2)),
        try site("even", 16, 16, kernel: Size(2), stride: Size(2), padding: Padding(vertical: 0, horizontal: 0)),
        try site("image", 3, 32, kernel: Size(7), stride: Size(2)),
        try site("grouped", 32, 32, groups: 4),
        try site("single", 64, 16, kernel: Size(1), on: Size(1)),
    ]
}

/// One candidate of each kind, with a few ranks.
let variedCandidates: [Candidate] = [
    .zero, .depthwise, .pointwise, .depthwisePointwise, .separable(rank: 1), .separable(rank: 4), .separable(rank: 11),
    .lowRank(rank: 1), .lowRank(rank: 4), .lowRank(rank: 11), .teacher,
]

/// A network of one convolution: the site's.
func network(of site: Site) -> Network {
    Network(
        name: "one", inputs: [.init("x", site.input)],
        nodes: [Node(site.name, .convolution(site.convolution), ["x"])], outputs: [site.name])
}
