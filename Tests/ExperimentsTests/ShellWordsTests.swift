import Experiments
import Testing

@Suite struct ShellWordsTests {
    @Test func wordsAreQuotedWhereTheShellWouldReadThemOtherwise() {
        #expect(ShellWords.joined(["deltanas", "search", "--budget", "45%"]) == "deltanas search --budget 45%")
        #expect(ShellWords.quoted("my frames") == "'my frames'")
        #expect(ShellWords.quoted("it's") == #"'it'\''s'"#)
        #expect(ShellWords.quoted("") == "''")
        #expect(ShellWords.quoted("$HOME") == "'$HOME'")
    }
}
