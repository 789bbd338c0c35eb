public import Networks

/// A setting that no run can have, wherever it was written.
public enum SettingError: Error, Hashable, Sendable {
    /// A key-frame interval outside what makes sense.
    case keyframeInterval(Int, allowed: ClosedRange<Int>)
    /// A space or spec file that names an architecture this tool does not know.
    case architecture(file: String, ArchitectureError)
    /// A space or spec file whose teacher is imported, and that names no model file.
    case noModel(file: String)
    /// A model file whose scores have another number of channels than the space or spec says.
    case modelClasses(file: String, found: Int, expected: Int)
    /// A model file with multiply-accumulates that no site has, which no budget would count: a transposed convolution with
    /// a dilation, or with strides that differ.
    case costOutsideSites(file: String, node: String)
    /// A model file that takes frames of another number of channels than red, green and blue.
    case frameChannels(file: String, found: Int)
    /// A space file that says how frames become the input of a built-in architecture, which knows that itself.
    case normalization(file: String, architecture: String)
    /// A space file that takes a built-in architecture's class scores for something else.
    case features(file: String, architecture: String)
    /// A student whose teacher is to be tuned as well, and predicts something else than one output of class scores.
    case teacherOutputs(spec: String)
    /// A space that would be written over its model file.
    case spaceIsModel(String)
    /// A model file without a convolution.
    case noSites(file: String)
    /// Neither the space file nor the command line names the teacher's weights.
    case noTeacher(space: String)
    /// More classes than a label map can tell apart.
    case classCount(Int, allowed: ClosedRange<Int>)
    /// Scores of more channels than there can be for something.
    case tooManyChannels(Int, for: ChannelUse, allowed: Int)
    /// Outputs that are no class scores (``OutputKind/features``), asked for what only those can do.
    case noClasses(for: FeatureUse)
    /// An input size whose features do not fit this machine's memory, both in bytes.
    case memory(input: Size, needed: Int, available: Int)
    /// More frames than any run here goes through.
    case tooManyFrames(Int, source: String, allowed: Int)
}

/// What has room for so many classes and no more.
public enum ChannelUse: Hashable, Sendable {
    /// Pictures of predictions.
    case pictures
    /// Labels to learn from.
    case labels
    /// Maps of the highest score.
    case maps
}

/// What outputs that are no class scores cannot do.
public enum FeatureUse: Hashable, Sendable {
    /// Be painted as classes.
    case pictures
    /// Learn from labels.
    case labels
}
