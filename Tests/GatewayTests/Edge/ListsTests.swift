import Testing

@testable import Gateway

struct ListsTests {
    @Test(arguments: [
        ("", []), (",", []), (" \t, ,", []), ("a", ["a"]), (" a b ,\tc\t", ["a b", "c"]), ("a,,b,", ["a", "b"]),
        ("\u{E9},\u{1F469}\u{200D}\u{2695}", ["\u{E9}", "\u{1F469}\u{200D}\u{2695}"]),
    ])
    func readsTheEntriesOfAList(_ text: String, _ entries: [String]) {
        #expect(text.entries.map { String($0) } == entries)
        #expect(("x," + text).dropFirst().entries.map { String($0) } == entries)
    }
}
