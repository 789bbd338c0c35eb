import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct SiteFollowersTests {
    @Test func anActivationGoesWithTheConvolutionBeforeIt() throws {
        let teacher = try TinyTeacher.make()
        let followers = try SiteFollowers(teacher)
        func site(_ name: String) -> Int? { teacher.sites.firstIndex { $0.name == name } }
        #expect(followers.owner["body.relu"] == site("body"))
        #expect(followers.owner["low.relu"] == site("low"))
        // The sum goes with the last convolution that feeds it, what reads the sum with the one that feeds both branches.
        #expect(followers.owner["sum"] == site("mix"))
        #expect(followers.owner["sum.relu"] == site("stem"))
    }

    @Test func whatNoSiteSilencesAloneIsTheRest() throws {
        let teacher = try TinyTeacher.make()
        let followers = try SiteFollowers(teacher)
        #expect(followers.owner["delta:frame"] == nil)
        for site in teacher.sites { #expect(followers.owner[site.name] == nil) }
    }

    @Test func aSiteThatEverythingPassesIsIndispensable() throws {
        let teacher = try TinyTeacher.make()
        let followers = try SiteFollowers(teacher)
        let names = followers.dispensable.map { teacher.sites[$0].name }.sorted()
        #expect(!names.contains("stem"))
        #expect(!names.contains("classes"))
        #expect(names.contains("side"))
    }
}
