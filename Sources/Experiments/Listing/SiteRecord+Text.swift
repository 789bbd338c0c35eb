public import ExperimentStore

extension ExperimentStore.SiteRecord {
    /// `3x3 s2 3→32`.
    public var shapeText: String {
        let stride =
            strideHeight == strideWidth
            ? strideHeight == 1 ? "" : " s\(strideHeight)" : " s\(strideHeight)x\(strideWidth)"
        return "\(kernelHeight)x\(kernelWidth)\(stride) \(inputChannels)→\(outputChannels)"
    }
}
