import Testing

@testable import StudentSpace

@Suite struct DocumentFileTests {
    @Test(arguments: [
        ("a", "."), ("a.json", "."), ("a/", "."), (".", "."), ("é", "."), ("", "."), ("/", "/"), ("//", "/"),
        ("/a", "/"),
        ("/a/", "/"), ("a/b", "a"), ("a//b", "a"), ("/a/b/c", "/a/b"), ("./a", "."), ("../a", ".."), ("ä/b", "ä"),
    ]) func aPathsFolder(_ path: String, _ folder: String) {
        #expect(DocumentFile.folder(of: path) == folder)
    }
}
