import Foundation
import Testing

@testable import Hub

/// The console's commands for people, against a running hub and without one.
@Suite(.serialized, .timeLimit(.minutes(3))) struct UserCommandTests {
    private static let email = "eve@clinic.example"

    private func signIn(_ address: HubAPI, _ password: String) async throws -> HubAPI.Answer {
        try await address.post("auth/login/", #"{"email": "\#(Self.email)", "password": "\#(password)"}"#)
    }

    /// What a command printed after a word.
    private func value(_ name: String, in output: String) throws -> String {
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("\(name): ") }, "\(output)")
        return String(line.dropFirst(name.count + 2))
    }

    private func password(_ hub: HubProcess) async throws -> String {
        let person = ["--email", Self.email, "--role", "doctor", "--name", "Dr. Eve Sand"]
        let added = try await hub.run(["user", "add"] + person + ["--generate-password"])
        try #require(added.status == 0, "\(added.output)")
        return try value("password", in: added.output)
    }

    @Test func whatTheConsoleChangesHoldsAtOnce() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let open = HubAPI(address: try await HubAPI.signIn(try hub.file, "admin").address)
            let old = try await password(hub)
            let token = try await signIn(open, old).text("access_token")
            let eve = HubAPI(address: open.address, token: token)
            #expect(try await eve.get("auth/me/").status == 200)

            #expect(try await hub.run("user", "disable", Self.email).status == 0)
            #expect(try await eve.get("auth/me/").status == 401)
            #expect(try await signIn(open, old).status == 401)
            let listed = try await hub.run("user", "list", "--search", "eve", "--disabled")
            #expect(listed.output.contains("doctor\tdisabled\t\(Self.email)\tDr. Eve Sand"), "\(listed.output)")

            #expect(try await hub.run("user", "enable", Self.email).status == 0)
            #expect(try await eve.get("auth/me/").status == 401)
            #expect(try await hub.run("user", "role", Self.email, "staff").status == 0)
            let again = try await signIn(open, old)
            let staff = HubAPI(address: open.address, token: try again.text("access_token"))
            #expect(try await staff.get("auth/me/").text("role") == "staff")

            let reset = try await hub.run("user", "reset-password", Self.email, "--generate-password")
            #expect(try await staff.get("auth/me/").status == 401)
            #expect(try await signIn(open, old).status == 401)
            #expect(try await signIn(open, try value("password", in: reset.output)).status == 200)
            try await hub.kill()
            #expect(try await hub.run("verify").status == 0)
        }
    }

    @Test func withoutARunningHubItIsThereAtTheNextStart() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            try await hub.kill()
            let old = try await password(hub)
            #expect(try await hub.run("user", "role", Self.email, "interpreter").status == 0)
            let reset = try await hub.run("user", "reset-password", Self.email, "--generate-password")
            try await hub.start()
            let open = HubAPI(address: try await HubAPI.signIn(try hub.file, "admin").address)
            #expect(try await signIn(open, old).status == 401)
            let answer = try await signIn(open, try value("password", in: reset.output))
            let eve = HubAPI(address: open.address, token: try answer.text("access_token"))
            #expect(try await eve.get("auth/me/").text("role") == "interpreter")
            try await hub.kill()
        }
    }

    @Test func aLongListComesInPages() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            let count = PeopleDesk.pageSize + 1
            for number in 0..<count {
                let body = #"{"email": "many\#(number)@clinic.example", "name": "Many", "role": "patient"}"#
                #expect(try await admin.post("users/", body).status == 201)
            }
            let listed = try await hub.run("user", "list", "--search", "many", "--role", "patient")
            let lines = listed.output.split(separator: "\n")
            #expect(lines.count == count && Set(lines).count == count, "\(listed.output)")
            try await hub.kill()
        }
    }

    @Test func somebodyIsErasedAndTheCertificateHoldsAnywhere() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let open = HubAPI(address: try await HubAPI.signIn(try hub.file, "admin").address)
            let old = try await password(hub)
            let id = try await signIn(open, old).json["user"] as? [String: Any]
            let eve = try #require(id?["id"] as? String)
            let file = folder + "/eve.json"
            let erased = try await hub.run("user", "erase", Self.email, "--certificate", file)
            #expect(erased.status == 0, "\(erased.output)")
            #expect(erased.output.contains("\(eve) has been erased since"), "\(erased.output)")
            #expect(try await signIn(open, old).status == 401)
            let listed = try await hub.run("user", "list", "--role", "doctor", "--disabled")
            #expect(listed.output.contains("\(eve)\tdoctor\tdisabled\t(erased)\t(erased)"), "\(listed.output)")
            #expect(try await hub.run("user", "erase", Self.email).status == 77)
            #expect(try await hub.run("user", "enable", Self.email).status == 77)
            let judged = try await hub.run("verify", "--certificate", file)
            #expect(judged.status == 0 && judged.output.contains("Person \(eve) has been erased"), "\(judged.output)")
            try await hub.kill()
            let again = try await hub.run("user", "erase", eve)
            #expect(again.output.contains(try #require(erased.output.split(separator: "\n").first)))
            #expect(try await hub.run("verify").status == 0)
        }
    }

    @Test(arguments: [
        ("erase nobody@clinic.example", Int32(77)), ("erase nonsense", 77),
        ("erase 00000000-0000-0000-0000-000000000001", 77),
        ("disable nobody@clinic.example", 77), ("role nobody@clinic.example staff", 77),
        ("disable nonsense", 77),
        ("role nobody@clinic.example king", 64), ("reset-password nobody@clinic.example", 64),
    ])
    func whatCantBeDoneIsRefused(line: String, status: Int32) async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let answer = try await hub.run(["user"] + line.split(separator: " ").map(String.init))
            #expect(answer.status == status, "\(answer.output)")
            try await hub.kill()
        }
    }
}
