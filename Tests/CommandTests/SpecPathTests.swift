import Experiments
import Foundation
import Networks
import StudentSpace
import Testing

/// What a spec names lies in its folder: by its text (`StudentSpecTests`), and by where links lead.
@Suite struct SpecPathTests {
    /// Moves a file of a student elsewhere and leaves a link in its place.
    private func link(_ path: String, to folder: TemporaryFolder, named name: String) throws {
        let target = folder.file(name)
        try FileManager.default.moveItem(atPath: path, toPath: target)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    @Test func aLinkOutOfTheFolderIsNotFollowed() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        let elsewhere = try TemporaryFolder()
        try link(fixture.weightsPath, to: elsewhere, named: "w.safetensors")
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.code == 5)
        #expect(
            result.errors.contains("student.safetensors is a link that leads out of the folder"), "\(result.errors)")
        #expect(throws: StudentFileError.outside(.student, path: fixture.weightsPath, spec: fixture.specPath)) {
            try StudentFiles.load(fixture.specPath)
        }
    }

    @Test func aTeacherBehindALinkHasToBeNamed() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        let elsewhere = try TemporaryFolder()
        try link(fixture.teacherPath, to: elsewhere, named: "t.safetensors")
        #expect(throws: StudentFileError.outside(.teacher, path: fixture.teacherPath, spec: fixture.specPath)) {
            try StudentFiles.load(fixture.specPath)
        }
        // Whoever names it on the command line may keep it anywhere.
        _ = try StudentFiles.load(fixture.specPath, teacher: elsewhere.file("t.safetensors"))
        _ = try StudentFiles.load(fixture.specPath, teacher: fixture.teacherPath)
    }

    @Test func linksWithinTheFolderAndToItAreFine() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try link(fixture.weightsPath, to: fixture.folder, named: "w.safetensors")
        let elsewhere = try TemporaryFolder()
        let other = elsewhere.file("student")
        try FileManager.default.createSymbolicLink(atPath: other, withDestinationPath: fixture.folder.path)
        for path in [fixture.specPath, other + "/student.json"] {
            _ = try StudentFiles.load(path)
            #expect(try VerifyJob(specPath: path).run().findings.isEmpty)
        }
    }

    /// A folder within, with a file that a link in it leads out.
    @Test func foldersAreLinksToo() throws {
        let folder = try TemporaryFolder()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("x", to: "a")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("out"), withDestinationPath: elsewhere.path)
        try FileManager.default.createSymbolicLink(atPath: folder.file("self"), withDestinationPath: ".")
        let path = try #require(PathInFolder("out/a"))
        #expect(path.leads(outOf: folder.path))
        #expect(path.leads(outOf: folder.path + "/"))
        #expect(!path.leads(outOf: "/"))
        #expect(try !#require(PathInFolder("self/self")).leads(outOf: folder.path))
        #expect(try !#require(PathInFolder("missing")).leads(outOf: folder.path))
        // A name that only begins as the folder's does.
        try FileManager.default.createDirectory(atPath: folder.path + "-x", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path + "-x") }
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("near"), withDestinationPath: folder.path + "-x")
        #expect(try #require(PathInFolder("near")).leads(outOf: folder.path))
    }
}
