public import Networks

/// Why a candidate is none at a site.
public enum Misfit: Hashable, Sendable {
    /// A grouped convolution has no candidates but `teacher`, `pointwise`, `depthwise` and `zero`.
    case grouped(groups: Int)
    /// The rank is not in `1..<limit`: from `limit` on the two factors can say all that the convolution says.
    case rankOutOfRange(rank: Int, limit: Int)
    /// One kernel a channel needs as many channels out as in.
    case channelsDiffer(input: Int, output: Int)
    /// Nothing but the centre tap is left, and there is none: the kernel is even or the padding is not half of it.
    case noCentreTap(kernel: Size, padding: Padding)
    /// At a 1×1 kernel `pointwise` is the teacher's own convolution.
    case isTeacher
    /// The candidate would not be cheaper than the teacher.
    case costsNoLess(macs: Int, teacherMACs: Int)
    /// Another candidate of this site computes the same for no more: `separable` at a 1×1 kernel is `lowrank`.
    case sameAs(Candidate)
}
