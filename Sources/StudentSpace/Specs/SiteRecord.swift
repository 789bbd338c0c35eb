public import Networks

/// One site of a student spec: the candidate there, what it costs, and the geometry to count that from.
public struct SiteRecord: Hashable, Sendable {
    public var name: String
    public var candidate: Candidate
    /// Of a delta frame, in MACs.
    public var macs: Int
    public var teacherMACs: Int
    public var geometry: ConvolutionGeometry
    /// The damage expected of the candidate, in the units of the search's estimate; nil where none was made.
    public var damage: Double?
    /// Of a delta frame, as the latency table has it; nil where nothing was measured.
    public var nanoseconds: Int?

    public init(
        name: String, candidate: Candidate, macs: Int, teacherMACs: Int, geometry: ConvolutionGeometry,
        damage: Double?, nanoseconds: Int? = nil
    ) {
        self.name = name
        self.candidate = candidate
        self.macs = macs
        self.teacherMACs = teacherMACs
        self.geometry = geometry
        self.damage = damage
        self.nanoseconds = nanoseconds
    }

    /// The record of a candidate at a site.
    public init(_ site: Site, candidate: Candidate, damage: Double?, nanoseconds: Int? = nil) {
        self.init(
            name: site.name, candidate: candidate, macs: candidate.macs(at: site), teacherMACs: site.teacherMACs,
            geometry: ConvolutionGeometry(site), damage: damage, nanoseconds: nanoseconds)
    }
}

/// All that a convolution's cost depends on.
public struct ConvolutionGeometry: Hashable, Sendable {
    public var inputChannels: Int
    public var outputChannels: Int
    public var inputSize: Size
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size
    public var groups: Int

    public init(
        inputChannels: Int, outputChannels: Int, inputSize: Size, kernel: Size, stride: Size, padding: Padding,
        dilation: Size, groups: Int
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.inputSize = inputSize
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    public init(_ site: Site) {
        let convolution = site.convolution
        self.init(
            inputChannels: site.input.channels, outputChannels: convolution.outputChannels, inputSize: site.input.size,
            kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding,
            dilation: convolution.dilation, groups: convolution.groups)
    }
}
