import Testing

@testable import ExperimentStore

@Suite struct FileSystemKindTests {
    static let mounts = """
        overlay / overlay rw 0 0
        proc /proc proc rw 0 0
        server:/home /home nfs4 rw 0 0
        /dev/sdb1 /home/local ext4 rw 0 0
        me@server:/ /mnt/far\\040away fuse.sshfs rw 0 0
        //server/share /mnt/share cifs rw 0 0
        """

    @Test(arguments: [
        ("/", FileSystemKind.local), ("/work", .local), ("/home", .network("nfs4")),
        ("/home/me/runs", .network("nfs4")),
        ("/home/local/runs", .local), ("/homes", .local), ("/mnt/far away/runs", .network("fuse.sshfs")),
        ("/mnt/share", .network("cifs")),
    ])
    func theInnermostMountDecides(folder: String, kind: FileSystemKind) {
        #expect(FileSystemKind(folder: folder, mounts: Self.mounts) == kind)
    }

    @Test func aLaterMountHidesAnEarlierOne() {
        let mounts = Self.mounts + "\n/dev/sdc1 /home ext4 rw 0 0"
        #expect(FileSystemKind(folder: "/home/me", mounts: mounts) == .local)
    }

    @Test func anUnknownTableMeansLocal() {
        #expect(FileSystemKind(folder: "/home", mounts: "") == .local)
    }
}
