import Networks
import StudentSpace

/// Shape of a convolution's kernel as its weight stands in memory: Cout × Cin/groups × kh × kw.
struct KernelShape: Sendable, Hashable {
    var outputs: Int
    /// Cin/groups.
    var inputs: Int
    var height: Int
    var width: Int
    var groups: Int

    init(_ site: Site) {
        outputs = site.output.channels
        inputs = site.input.channels / site.convolution.groups
        height = site.convolution.kernel.height
        width = site.convolution.kernel.width
        groups = site.convolution.groups
    }

    var taps: Int { height * width }
    /// K, of a group.
    var columns: Int { inputs * taps }
    var count: Int { outputs * columns }
    var centre: Int { height / 2 * width + width / 2 }
    /// The weight's axes.
    var axes: [Int] { [outputs, inputs, height, width] }
}
