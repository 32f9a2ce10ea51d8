import Testing

@Suite struct CodeStripperTests {
    @Test(arguments: [
        ("a // b\nc", "a \nc"),
        ("a /* b /* c */ d\n */ e", "a \n e"),
        ("f(\"// no comment\") // one", "f(\"\") "),
        ("\"a \\\" b\" + c", "\"\" + c"),
        ("\"a \\(b(\"c\")) d\" + e", "\"\" + e"),
        ("#\"a \" \\(b)\"# + c", "\"\" + c"),
        ("\"\"\"\na \"b\"\n\"\"\" + c", "\"\"\n\n + c"),
        ("\"never closed", "\"\""),
    ])
    func onlyCodeIsLeft(source: String, code: String) {
        var stripper = CodeStripper(source)
        #expect(stripper.strip() == code)
    }
}
