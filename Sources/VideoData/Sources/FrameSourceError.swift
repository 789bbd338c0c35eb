/// Why a data source, or a part of one, cannot be used.
public enum FrameSourceError: Error, Hashable, Sendable {
    case missing(path: String)
    /// A single picture where a folder of them is wanted.
    case singlePicture(path: String)
    /// A pattern that none of the files of its folder fits; `otherFiles` counts these.
    case nothingFits(pattern: String, otherFiles: Int)
    /// Numbers that are missing between two pictures of a numbered sequence: the others are a constant step apart.
    case hole(pattern: String, before: String, after: String, missing: Int)
    /// The system does not let the folder be listed.
    case cannotList(path: String)
    /// No PNG or JPEG files; `otherFiles` counts what else lies there.
    case noFrames(folder: String, otherFiles: Int)
    /// A frame's or label's name that is not UTF-8; in `name`, bytes that no text holds are escaped.
    case nameIsNoText(folder: String, name: String)
    /// A folder with the name of a picture.
    case folderAmongFrames(path: String)
    /// The first frame whose size is not that of the first.
    case sizesDiffer(first: String, firstSize: FrameSize, other: String, otherSize: FrameSize)
    case labelSizeDiffers(label: String, labelSize: FrameSize, frame: String, frameSize: FrameSize)
    /// A class id that is neither below `classCount` nor void, at pixel (x, y).
    case labelOutOfRange(path: String, id: Int, x: Int, y: Int, classCount: Int)
    /// A frame file changed its size after the folder was opened.
    case sizeChanged(path: String, was: FrameSize, now: FrameSize)
    case indexOutOfRange(source: String, index: Int, frameCount: Int)

    /// `streets:` not followed by a seed, a whole number from 0 to 2⁶⁴ − 1.
    case malformedSeed(text: String, seed: String)
    /// An option after the seed that streets do not have.
    case unknownOption(text: String, option: String, known: [String])
    /// An option whose value is not a whole number from 1 to `Streets.maximumFrames`.
    case malformedOption(text: String, option: String, value: String)
    case repeatedOption(text: String, option: String)

    /// A street without a number of frames, and another one behind it.
    case endlessPart(text: String)

    /// Not of the form `A..B`, `A..` or `..B`.
    case malformedRange(text: String)
    /// The last frame stands before the first.
    case emptyRange(text: String)
    case rangeOutOfBounds(range: String, source: String, frameCount: Int)
}
