import Foundation

/// A data set as users write it: `NAME:FOLDER[,split=S][,list=FILE][,labels=none]`, the name of a built-in description or
/// `dataset` for a folder's own.
struct DataSetOptions: Hashable, Sendable {
    /// nil: the folder's `dataset.json`.
    var name: String?
    var folder: String
    var split: String?
    var list: String?
    var isLabelled = true

    static let fileName = "dataset.json"
    private static let known = ["split", "list", "labels"]

    /// nil where the text does not begin as a data set's.
    ///
    /// - Throws: ``DataSetError``.
    init?(_ text: String) throws(DataSetError) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let prefix = text[..<colon]
        guard prefix == "dataset" || DataSetDescription.builtIn(prefix) != nil else { return nil }
        name = prefix == "dataset" ? nil : String(prefix)
        var rest = text[text.index(after: colon)...]
        // A folder's name may have commas; what looks like an option is one.
        while let comma = rest.lastIndex(of: ",") {
            let pair = rest[rest.index(after: comma)...].split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, pair[0].allSatisfy(\.isLetter) else { break }
            rest = rest[..<comma]
            let (option, value) = (String(pair[0]), String(pair[1]))
            guard Self.known.contains(option), option != "labels" || value == "none" else {
                throw .unknownOption(
                    text: text, option: "\(option)=\(value)", known: ["split=NAME", "list=FILE", "labels=none"])
            }
            guard !value.isEmpty, !value.contains("/") || option == "list" else {
                throw .emptyOption(text: text, option: option)
            }
            switch option {
            case "split": split = value
            case "list": list = value
            default: isLabelled = false
            }
        }
        folder = rest.count > 1 && rest.hasSuffix("/") ? String(rest.dropLast()) : String(rest)
        guard !folder.isEmpty else { throw .missing(path: folder) }
    }

    init(folder: String) { self.folder = folder }

    /// As users write it, with another folder.
    func text(_ change: (String) -> String) -> String {
        var text = "\(name ?? "dataset"):\(change(folder))"
        if let split { text += ",split=\(split)" }
        if let list { text += ",list=\(change(list))" }
        return text + (isLabelled ? "" : ",labels=none")
    }
}
