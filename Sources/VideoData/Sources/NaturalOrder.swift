/// File names as people count: `frame9` before `frame10`.
enum NaturalOrder {
    /// Runs of digits compare as numbers of any length, everything else byte by byte; names that differ in leading
    /// zeros alone compare as plain text.
    static func precedes(_ one: String, _ other: String) -> Bool {
        let a = Array(one.utf8)
        let b = Array(other.utf8)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if isDigit(a[i]), isDigit(b[j]) {
                let first = number(a, &i)
                let second = number(b, &j)
                if first.count != second.count { return first.count < second.count }
                if first != second { return first.lexicographicallyPrecedes(second) }
            } else {
                if a[i] != b[j] { return a[i] < b[j] }
                i += 1
                j += 1
            }
        }
        if i < a.count || j < b.count { return j < b.count }
        return a.lexicographicallyPrecedes(b)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The digits from `at` on, without leading zeros.
    private static func number(_ bytes: [UInt8], _ at: inout Int) -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        return bytes[start..<at].drop { $0 == 0x30 }
    }
}
