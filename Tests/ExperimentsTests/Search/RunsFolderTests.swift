import Testing

@testable import Experiments

/// Rows are anyone's: what they name is in the runs' folder or nowhere.
@Suite struct RunsFolderTests {
    private let runs = RunsFolder(databasePath: "/data/d.sqlite")

    @Test func namesAreSeenFromTheFolder() {
        #expect(
            runs.file("e-AbCdEf/checkpoint-000004.safetensors") == "/data/d.runs/e-AbCdEf/checkpoint-000004.safetensors"
        )
    }

    @Test(arguments: ["/etc/passwd", "../d.sqlite", "e/../../d.sqlite", "..", ".", "", "e//x", "e/./x", "a\nb", "a\\b"])
    func noNameLeadsOut(name: String) {
        let path = runs.file(name)
        #expect(path.hasPrefix("/data/d.runs/no-such-file-"))
        #expect(!path.dropFirst("/data/d.runs/".count).contains("/"))
    }
}
