import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub

/// How a running hub says that it is.
@Suite(.serialized, .timeLimit(.minutes(3))) struct HubHealthTests {
    private func get(_ path: String, _ address: HubAddress, _ token: String? = nil) async throws -> HubAPI.Answer {
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        let exchange = HTTPExchange(
            address: address,
            method: .GET,
            path: path,
            headers: .init(headers),
            body: nil
        )
        let answer = try await exchange.perform()
        return HubAPI.Answer(status: answer.status, body: answer.body)
    }

    private func health(_ address: HubAddress, _ token: String? = nil) async throws -> HubAPI.Answer {
        try await get("/health/", address, token)
    }

    @Test func anAdministratorSeesEveryPartAndOthersOneWord() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            let all = try await health(admin.address, admin.token)
            #expect(all.status == 200, "\(all.text)")
            let parts = try #require(try all.json["parts"] as? [[String: Any]])
            let names = parts.compactMap { $0["name"] as? String }
            #expect(Set(names).isSuperset(of: ["database", "sockets", "mail", "webhooks", "providers", "disk"]))
            let database = try #require(parts.first { $0["name"] as? String == "database" })
            #expect(database["status"] as? String == "ok")
            #expect(try #require((database["figures"] as? [String: Int])?["bytes"]) > 0)
            #expect(Array(try await health(admin.address).json.keys) == ["status"])
            try await hub.kill()
        }
    }

    private func states(_ answer: HubAPI.Answer) throws -> [String: String] {
        let parts = try #require(try answer.json["parts"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: parts.compactMap { part in
                (part["name"] as? String).flatMap { name in (part["status"] as? String).map { (name, $0) } }
            }
        )
    }

    /// All goes on as if nothing had happened, and nothing of it will be found.
    @Test func aDatabaseThatWasMovedAwayShows() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            let (file, away) = ("\(folder)/hub.sqlite", "\(folder)/away.sqlite")
            try FileManager.default.moveItem(atPath: file, toPath: away)
            let broken = try await health(admin.address, admin.token)
            #expect(broken.status == 503)
            #expect(try states(broken)["database"] == "unavailable")
            try FileManager.default.moveItem(atPath: away, toPath: file)
            let mended = try await health(admin.address, admin.token)
            #expect(mended.status == 200, "\(mended.text)")
            #expect(try states(mended)["database"] == "ok")
            try await hub.kill()
        }
    }

    @Test func aWebhookThatTheHubPausedShows() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, ["LASO_WEBHOOK_PRIVATE_TARGETS": "127.0.0.1"])
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            #expect(try states(try await health(admin.address, admin.token))["webhooks"] == "off")
            let gone = HookReceiver(.gone)
            try await gone.start()
            let added = try await admin.post("webhooks/", #"{"url": "\#(gone.url)"}"#)
            #expect(added.status == 201, "\(added.text)")
            #expect(try states(try await health(admin.address, admin.token))["webhooks"] == "ok")
            let calendar = try await HubCalendar.begin(try hub.file)
            for slot in try await calendar.slots(1) {
                let booked = try await calendar.staff.post("bookings/", calendar.request(slot))
                #expect(booked.status == 201, "\(booked.text)")
            }
            while try states(try await health(admin.address, admin.token))["webhooks"] == "ok" { await Task.yield() }
            #expect(try states(try await health(admin.address, admin.token))["webhooks"] == "degraded")
            let metrics = try await get("/metrics", admin.address)
            #expect(metrics.text.contains("laso_webhooks_halted 1"))
            try await gone.stop()
            try await hub.kill()
        }
    }
}
