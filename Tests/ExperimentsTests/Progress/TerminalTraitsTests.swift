import Foundation
import Testing

@testable import Experiments

@Suite struct TerminalTraitsTests {
    @Test func terminalsWithoutANameDrawNothing() {
        #expect(TerminalTraits.canDraw("xterm") && TerminalTraits.canDraw("linux"))
        for term in [nil, "", "dumb"] { #expect(!TerminalTraits.canDraw(term)) }
    }

    /// What a user says goes before what the terminal does; nonsense does not count.
    @Test func columns() throws {
        let file = try #require(FileHandle(forReadingAtPath: "/dev/null"))
        func columns(_ said: String?) -> Int? {
            TerminalTraits.columns(
                file.fileDescriptor, environment: said.map { ["COLUMNS": $0] } ?? [:])
        }
        #expect(columns("132") == 132 && columns("7") == 7)
        for said in [nil, "", "0", "-5", "wide", "99999999"] { #expect(columns(said) == nil) }
    }
}
