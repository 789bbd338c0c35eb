internal import Foundation

/// What kind of file system a folder lies on, as far as SQLite's write-ahead log cares: the log's shared memory works
/// only between processes of one machine.
enum FileSystemKind: Hashable {
    case local
    case network(String)

    /// File system types, as in Linux' table of mounts, that may be shared between machines.
    private static let shared: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs", "vboxsf",
        "virtiofs", "fuse",
    ]

    init(folder: String) {
        let mounts = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
        self.init(folder: URL(fileURLWithPath: folder).resolvingSymlinksInPath().path, mounts: mounts ?? "")
    }

    /// The type of the innermost mount that holds `folder`, an absolute path; `mounts` has a line a mount: device, folder,
    /// type. Of two mounts at one folder the later hides the earlier.
    init(folder: String, mounts: String) {
        var best = (length: -1, type: "")
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count >= 3 else { continue }
            let point = fields[1].replacingOccurrences(of: "\\040", with: " ")
            let isAbove = point == "/" || folder == point || folder.hasPrefix(point + "/")
            if isAbove, point.utf8.count >= best.length { best = (point.utf8.count, String(fields[2])) }
        }
        let isShared = Self.shared.contains(best.type) || best.type.hasPrefix("fuse.")
        self = isShared ? .network(best.type) : .local
    }
}
