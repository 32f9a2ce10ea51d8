import Core
import Testing

struct DeviceIDTests {
    @Test(arguments: ["a", "tablet-7f3a", "A.b_c-9", String(repeating: "x", count: 64)])
    func allowedTextIsADevice(_ text: String) {
        #expect(DeviceID(text)?.description == text)
    }

    @Test(arguments: [
        "", " ", "a b", "ä", "a/b", "a\n", "\u{0}", "a:b", "é", "٣", String(repeating: "x", count: 65),
    ])
    func otherTextIsNone(_ text: String) {
        #expect(DeviceID(text) == nil)
    }
}
