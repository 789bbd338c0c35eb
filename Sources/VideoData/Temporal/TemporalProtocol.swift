/// How the prediction of the frame before is brought to this frame, and how the mean over classes is taken.
public enum TemporalProtocol: String, CaseIterable, Hashable, Sendable, Codable {
    /// The class of the nearest pixel (``LabelMap/warped(by:to:)``); mean over the classes that either prediction has.
    case nearest

    /// What the script published with ETC does (Liu et al., ECCV 2020, arXiv 2002.11433; `tool/eval_tc.py`), for figures
    /// beside published ones: class *ids* interpolated bilinearly and cut off to integers
    /// (``LabelMap/warpedByInterpolatingIDs(by:to:)``), places outside the frame taken from its border, one sum over all
    /// pairs, mean over all classes of the network, where one that never occurs counts as 0.
    ///
    /// Along the border between classes 2 and 8 it sees classes 3 to 7, so its figures are lower; they mean something only
    /// beside others of the same protocol. Two things are not the script's: it takes flow by FlowNet2, and brings the
    /// *next* frame's prediction back to this one's, where this brings the one before forward.
    case etcLegacy = "etc-legacy"
}
