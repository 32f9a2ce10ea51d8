import Testing

@testable import Hub

struct DemoScreenTests {
    @Test func whatPeopleWriteDoesNotSteerTheTerminal() {
        let line = DemoScreen().noteLine("#9 Ada: \u{1B}[2Jgone\u{9B}1m\r\n#10 Ada: Tschüß, 👩🏽‍⚕️")
        #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(line.hasSuffix("#9 Ada:  [2Jgone 1m  #10 Ada: Tschüß, 👩🏽‍⚕️"))
    }
}
