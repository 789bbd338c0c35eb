/// Why a data set cannot be used.
public enum DataSetError: Error, Hashable, Sendable {
    /// No such folder.
    case missing(path: String)
    /// The folder has no file where the description says that frames lie.
    case noFrames(folder: String, patterns: [String])
    /// No frames in this part of it: `split=val`.
    case nothingSelected(folder: String, split: String)
    /// A line of a list that names none of the frames or videos.
    case notListed(list: String, line: Int, item: String)
    /// A list that cannot be read, or names nothing.
    case badList(path: String)
    /// The description has another number of classes than the network.
    case classCount(name: String, classes: Int, wanted: Int)
    /// A number or colour that the description does not say, at pixel (x, y).
    case unknownLabel(path: String, label: String, x: Int, y: Int)
    /// An option that data sets do not have.
    case unknownOption(text: String, option: String, known: [String])
    case emptyOption(text: String, option: String)
}
