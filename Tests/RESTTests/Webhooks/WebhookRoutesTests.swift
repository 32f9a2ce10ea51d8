import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct WebhookRoutesTests {
    private static let path = "/telemedicine/api/webhooks/"
    private static let new = #"{"url": "https://hook.example.org/a?token=x"}"#

    private func add(_ clinic: Clinic, _ body: String = new) async throws -> (path: String, json: [String: Any]) {
        let answer = try await clinic.send(.post, Self.path, as: clinic.admin, body: body)
        try #require(answer.status == 201, "\(answer.text)")
        return (try #require(answer.headers[.location]), try answer.json)
    }

    @Test func theSecretIsShownOnce() async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        let added = try await add(clinic)
        let secret = try #require(added.json["secret"] as? String)
        #expect(secret.hasPrefix("whsec_"))
        #expect(secret.count == 49)
        #expect(added.json["event_types"] as? [String] == ["*"])
        #expect(added.json["is_active"] as? Bool == true)
        #expect(added.json["pause_reason"] is NSNull)
        let detail = try await clinic.send(.get, added.path, as: clinic.admin)
        #expect(try detail.json["url"] as? String == "https://hook.example.org/a?token=x")
        #expect(!detail.text.contains(secret))
        let list = try await clinic.send(.get, Self.path, as: clinic.admin)
        #expect(try list.results.map { $0["id"] as? String } == [added.json["id"] as? String])
        #expect(!list.text.contains(secret))
    }

    @Test func aRepeatWithItsKeyAddsOne() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let headers = ["Idempotency-Key": "1"]
        let first = try await clinic.send(.post, Self.path, as: clinic.admin, headers: headers, body: Self.new)
        let second = try await clinic.send(.post, Self.path, as: clinic.admin, headers: headers, body: Self.new)
        #expect(first.text == second.text)
        #expect(try await office.services.webhooks.all().count == 1)
    }

    @Test(arguments: [
        #"{}"#, #"{"url": null}"#, #"{"url": "http://hook.example.org/"}"#, #"{"url": "https://a@b/"}"#,
        #"{"url": 1}"#, #"{"url": "https://a/", "event_types": []}"#, #"{"url": "https://a/", "event_types": ["x"]}"#,
        #"{"url": "https://a/", "event_types": ["*", "booking.made"]}"#, #"{"url": "https://a/", "secret": "s"}"#,
        #"{"url": "https://a/", "event_types": "*"}"#,
    ])
    func whatIsWrongIsRefusedAndAddsNothing(_ body: String) async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let answer = try await clinic.send(.post, Self.path, as: clinic.admin, body: body)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.code == "invalid")
        #expect(try !answer.errors.isEmpty)
        #expect(try await office.services.webhooks.all().isEmpty)
    }

    @Test func onlyAdministratorsSeeThem() async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        for user in [clinic.doctor, clinic.patient, clinic.staff] {
            #expect(try await clinic.send(.get, Self.path, as: user).status == 403)
            #expect(try await clinic.send(.post, Self.path, as: user, body: Self.new).status == 403)
        }
        #expect(try await clinic.send(.get, Self.path).status == 401)
    }

    @Test func itIsChangedPausedAndResumed() async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        let path = try await add(clinic).path
        let change = #"{"url": "https://other.example/", "event_types": ["booking.made"], "is_active": false}"#
        let changed = try await clinic.send(.patch, path, as: clinic.admin, body: change)
        #expect(changed.status == 200)
        #expect(try changed.json["url"] as? String == "https://other.example/")
        #expect(try changed.json["event_types"] as? [String] == ["booking.made"])
        #expect(try changed.json["pause_reason"] as? String == "requested")
        let resumed = try await clinic.send(
            .patch,
            path,
            as: clinic.admin,
            body: #"{"is_active": true, "event_types": ["*"]}"#
        )
        #expect(try resumed.json["is_active"] as? Bool == true)
        #expect(try resumed.json["event_types"] as? [String] == ["*"])
        let bad = try await clinic.send(.patch, path, as: clinic.admin, body: #"{"url": "http://a/"}"#)
        #expect(bad.status == 400)
        #expect(try bad.errors["url"] != nil)
    }

    @Test func aNewSecretTakesThePlaceOfTheOld() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let added = try await add(clinic)
        let answer = try await clinic.send(.post, "\(added.path)rotate-secret/", as: clinic.admin)
        #expect(answer.status == 200)
        let secret = try #require(try answer.json["secret"] as? String)
        #expect(secret != added.json["secret"] as? String)
        let webhook = try #require(try await office.services.webhooks.all().first)
        #expect(webhook.secrets(at: clinic.clocks.now()) == [secret, try #require(added.json["secret"] as? String)])
    }

    @Test func whatIsRemovedIsGone() async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        let path = try await add(clinic).path
        #expect(try await clinic.send(.delete, path, as: clinic.admin).status == 204)
        for (method, path) in [
            (HTTPRequest.Method.get, path), (.delete, path), (.post, "\(path)test/"), (.get, "\(path)deliveries/"),
            (.post, "\(path)rotate-secret/"), (.get, "\(Self.path)nothing/"),
        ] {
            #expect(try await clinic.send(method, path, as: clinic.admin).status == 404, "\(method) \(path)")
        }
        #expect(try await clinic.send(.patch, path, as: clinic.admin, body: "{}").status == 404)
    }

    @Test func aTestTellsWhatCameOfIt() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let path = try await add(clinic).path
        let good = try await clinic.send(.post, "\(path)test/", as: clinic.admin)
        #expect(good.status == 200)
        #expect(try good.json["is_delivered"] as? Bool == true)
        #expect(try good.json["status"] as? Int == 200)
        office.sender.say(.failed(.targetNotAllowed))
        let bad = try await clinic.send(.post, "\(path)test/", as: clinic.admin)
        #expect(try bad.json["failure"] as? String == "target_not_allowed")
        let log = try await clinic.send(.get, "\(path)deliveries/", as: clinic.admin)
        #expect(try log.results.map { $0["is_delivered"] as? Bool } == [false, true])
        #expect(try log.results.first?["event_type"] as? String == "webhook.test")
        #expect(try log.json["failing_since"] is NSNull)
        #expect(try log.json["open_count"] as? Int == 0)
        #expect(try (log.json["failing"] as? [Any])?.isEmpty == true)
        #expect(try log.json["delivered_up_to"] as? String == "\(office.history).0")
    }

    /// Also of one that isn't running, from what was noted.
    @Test func deliveriesTellWhatFails() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let path = try await add(clinic).path
        let id = try #require(try await office.services.webhooks.all().first).id
        for seq in 1...3 as ClosedRange<UInt64> {
            let event = ConsultationEvent.statusChanged(.waiting, .requested, by: nil)
            let visit = EntityID(ConsultationID(uuid: UUID()))
            office.feed.add(JournalExamples.entry(event, of: visit, seq: seq))
        }
        var failed = DeliveryNote.Open(position: 2)
        failed.attempts = 7
        failed.failingSince = clinic.clocks.now()
        failed.due = clinic.clocks.now() + .seconds(64)
        var note = DeliveryNote(position: 3)
        note.open = [failed, DeliveryNote.Open(position: 3)]
        let place = FollowerPlace(position: 1, note: note.stored())
        office.feed.note(WebhookDispatcher.cursorName(of: id), at: place)
        let answer = try await clinic.send(.get, "\(path)deliveries/", as: clinic.admin)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.json["delivered_up_to"] as? String == "\(office.history).1")
        #expect(try answer.json["open_count"] as? Int == 2)
        #expect(try answer.json["failing_since"] as? String == clinic.clocks.now().rfc3339)
        let failing = try #require(try answer.json["failing"] as? [[String: Any]])
        #expect(failing.count == 1)
        #expect(failing.first?["event_type"] as? String == "consultation.waiting")
        #expect(failing.first?["attempts"] as? Int == 7)
        #expect(failing.first?["next_attempt_at"] as? String == failed.due?.rfc3339)
    }
}
