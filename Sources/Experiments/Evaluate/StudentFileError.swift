/// A file that a student spec names and that is not what it was.
public enum StudentFileError: Error, Hashable, Sendable {
    public enum Role: Hashable, Sendable {
        /// The weights of the network that runs on key frames.
        case teacher
        /// The weights of what runs between them.
        case student
        /// The weights that the teacher's were tuned from.
        case original
        /// The file that the teacher's network is read from.
        case model
    }

    /// Not there.
    case missing(Role, path: String, spec: String)
    /// A link to outside the spec's folder.
    case outside(Role, path: String, spec: String)
    /// A model file where the teacher is a built-in architecture.
    case noModel(path: String, spec: String)
    /// There, but with another SHA-256.
    case differs(Role, path: String, expected: String, found: String)
}
