import Foundation

/// What the system calls an error number: `No such file or directory`.
enum SystemError {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// `did you mean X?`, or nothing to suggest.
func didYouMean(_ suggestion: String?) -> String? { suggestion.map { "did you mean '\($0)'?" } }

/// Words with commas between and a conjunction before the last.
func listed(_ words: [String], _ conjunction: String = "or") -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}

/// `1 frame`, `2 frames`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) " + (count == 1 ? singular : plural ?? singular + "s")
}

/// The first few of a long list, and how many more there are.
func sample(_ names: [String], of count: Int) -> String {
    names.joined(separator: ", ") + (count > names.count ? " and \(count - names.count) more" : "")
}
