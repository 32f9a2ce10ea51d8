import Core
import Foundation
import Testing

@Suite struct WebhookStorageTests {
    private static let id = WebhookID(uuid: UUID())
    private static let until = Timestamp(milliseconds: 1_800_000_000_000)

    private static func events() throws -> [WebhookEvent] {
        let url = try #require(WebhookURL("https://example.org/hook?token=x"))
        let all = WebhookPlan(url: .present(url), types: nil)
        let some = WebhookPlan(url: .present(url), types: [.consultationEnded, .bookingMade])
        return [
            .added(id, all, secret: .present("a secret"), start: 42), .changed(id, some),
            .secretRotated(id, secret: .present("another"), until: until), .paused(id, .failing), .resumed(id),
            .removed(id),
        ]
    }

    @Test func everyEventIsReadAsItWasWritten() throws {
        for event in try Self.events() {
            let read = try WebhookEvent(event.stored())
            #expect(read == event)
            #expect(read.key == KeyID(Self.id))
        }
    }

    /// The numbers are for ever.
    @Test func theEncodingStaysAsItIs() throws {
        let id = WebhookID(uuid: UUID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10))
        let url = try #require(WebhookURL("https://a.b/"))
        let plan = WebhookPlan(url: .present(url), types: [.bookingMade, .consultationEnded])
        let stored = WebhookEvent.added(id, plan, secret: .present("s"), start: 300).stored()
        #expect(stored.kind == 1)
        #expect(stored.version == 1)
        #expect(stored.open == Array(1...16) + [0xAC, 0x02, 1, 2, 6, 32])
        #expect(stored.personal == [12] + Array("https://a.b/".utf8) + [1] + Array("s".utf8))
        #expect(WebhookEvent.paused(id, .gone).stored().open == Array(1...16) + [3])
    }

    @Test func whatWasErasedHasNeitherAddressNorSecret() throws {
        let erased = try Self.events().map { try WebhookEvent($0.stored().erased) }
        guard case .added(_, let plan, .erased, 42) = erased[0] else {
            Issue.record("the secret is still there")
            return
        }
        #expect(plan.url == .erased)
        #expect(plan.types == nil)
    }

    @Test func whatNobodyWroteIsAnError() throws {
        let good = try Self.events()[0].stored()
        let broken = [
            StoredContent(kind: 7, version: 1, open: good.open, personal: nil),
            StoredContent(kind: 1, version: 2, open: good.open, personal: nil),
            StoredContent(kind: 1, version: 1, open: Array(good.open.dropLast()), personal: nil),
            StoredContent(kind: 1, version: 1, open: good.open + [0], personal: nil),
            StoredContent(kind: 1, version: 1, open: good.open, personal: [3, 1]),
            StoredContent(kind: 4, version: 1, open: Array(good.open.prefix(16)) + [9], personal: nil),
        ]
        for content in broken { #expect(throws: StorageError.self) { try WebhookEvent(content) } }
    }
}
