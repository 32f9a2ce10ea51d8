import Core
import Foundation
import Testing

@testable import REST

@Suite struct NamedIDsTests {
    private let id = UUID()

    @Test func idsAreFoundWhereverTheyStand() {
        let text = id.uuidString
        let other = UUID()
        let places = [
            text, text.lowercased(), "/consultations/\(text)/notes/", #"{"id": "\#(text)"}"#, "abc-\(text)", "\(text)0",
            "consultation-\(text).json", "\(text)-\(text)",
        ]
        for place in places { #expect(NamedIDs.find(in: place.utf8) == [id], "\(place)") }
        #expect(NamedIDs.find(in: "\(text),\(other)".utf8) == [id, other])
    }

    @Test(arguments: ["", "-", String(repeating: "-", count: 40), String(repeating: "a", count: 64), "nothing here"])
    func whatIsNoneIsNotFound(text: String) {
        #expect(NamedIDs.find(in: text.utf8).isEmpty)
    }

    @Test func aPartOfAnIDIsNone() {
        #expect(NamedIDs.find(in: id.uuidString.dropFirst().utf8).isEmpty)
    }
}
