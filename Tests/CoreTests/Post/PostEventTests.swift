import Core
import Foundation
import Testing

@Suite struct PostEventTests {
    private static let id = MailID(uuid: UUID())

    private static let events: [PostEvent] = [
        .letterAsked(UUID(), .reset, .present([1, 2, 3])), .letterAsked(UUID(), .welcome, .erased), .sent(id),
        .died(id, .tooLong), .dropped(id, .outdated), .revived(id),
    ]

    @Test(arguments: events)
    func whatIsStoredReadsBack(event: PostEvent) throws {
        #expect(try PostEvent(event.stored()) == event)
    }

    @Test func onlyWhatALetterIsMadeOfIsSealedUnderAKeyOfItsOwn() {
        let letter = UUID()
        let event = PostEvent.letterAsked(letter, .registration, .present([7]))
        #expect(event.key == KeyID(letter: letter))
        #expect(event.stored().personal == [7])
        #expect(event.key.entity == nil)
        for event in Self.events.dropFirst(2) { #expect(event.stored().personal == nil) }
    }

    @Test func whatIsNoEventIsRefused() {
        let stored = PostEvent.sent(Self.id).stored()
        let broken: [StoredContent] = [
            StoredContent(kind: 99, version: 1, open: stored.open, personal: nil),
            StoredContent(kind: 2, version: 2, open: stored.open, personal: nil),
            StoredContent(kind: 2, version: 1, open: stored.open + [0], personal: nil),
            StoredContent(kind: 2, version: 1, open: Array(stored.open.dropLast()), personal: nil),
            StoredContent(kind: 3, version: 1, open: stored.open + [99], personal: nil),
            // An invitation is no letter.
            StoredContent(kind: 1, version: 1, open: stored.open + [1], personal: nil),
        ]
        for content in broken { #expect(throws: StorageError.self) { try PostEvent(content) } }
    }
}
