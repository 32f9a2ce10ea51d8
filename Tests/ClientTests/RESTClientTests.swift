import Client
import Testing

@Suite(.timeLimit(.minutes(1))) struct RESTClientTests {
    @Test func signingInLeadsToATokenThatIsSent() async throws {
        try await FakeHub.run { hub in
            async let signingIn = RESTClient(hub.address).signIn(email: "d@clinic.example", password: "secret")
            let login = try await hub.next()
            #expect(login.request.first == "POST /telemedicine/api/auth/login/ HTTP/1.1")
            #expect(login.request.last?.contains("\"email\":\"d@clinic.example\"") == true)
            login.respond(
                status: "200 OK",
                body: """
                    {"access_token": "a.b.c", "token_type": "Bearer", "expires_at": "2026-01-01T00:00:00Z",
                     "user": {"id": "u1", "role": "doctor", "name": "Dr. Ada Marlow"}}
                    """
            )
            let (client, answer) = try await signingIn
            #expect(answer.user.role == "doctor")

            async let joining = client.join("c1")
            let join = try await hub.next()
            #expect(join.request.first == "POST /telemedicine/api/consultations/c1/join/ HTTP/1.1")
            #expect(join.header("Authorization") == "Bearer a.b.c")
            join.respond(
                status: "200 OK",
                body: """
                    {"ticket": "t1", "websocket_path": "/telemedicine/ws/consultations/c1/",
                     "subprotocols": ["laso.hub.v1"], "expires_at": "2026-01-01T00:00:00Z"}
                    """
            )
            #expect(try await joining.websocketPath == "/telemedicine/ws/consultations/c1/")
        }
    }

    @Test func messagesAreReadPageByPage() async throws {
        try await FakeHub.run { hub in
            async let reading = RESTClient(hub.address, token: "a").messages("c1")
            let message = { (seq: Int) in
                #"{"seq": \#(seq), "from_seat": 1, "to_seat": null, "text": "a", "time": "2026-01-01T00:00:00Z"}"#
            }
            let first = try await hub.next()
            #expect(first.request.first?.contains("messages/?after=0 ") == true)
            first.respond(status: "200 OK", body: #"{"results": [\#(message(3)), \#(message(5))], "next_after": 5}"#)
            let second = try await hub.next()
            #expect(second.request.first?.contains("messages/?after=5 ") == true)
            second.respond(status: "200 OK", body: #"{"results": [\#(message(6))], "next_after": null}"#)
            #expect(try await reading.map(\.seq) == [3, 5, 6])
        }
    }

    @Test func theHubsRefusalIsTold() async throws {
        try await FakeHub.run { hub in
            let ending = Task { try await RESTClient(hub.address, token: "a").end("c1") }
            try await hub.next().respond(
                status: "403 Forbidden",
                body: #"{"detail": "Your role does not allow this.", "code": "not_permitted"}"#
            )
            let error = await #expect(throws: RESTError.self) { _ = try await ending.value }
            #expect(
                error == .refused(status: 403, code: "not_permitted", detail: "Your role does not allow this.")
            )
        }
    }

    @Test func anAnswerOfAnotherShapeIsUnreadable() async throws {
        try await FakeHub.run { hub in
            let joining = Task { try await RESTClient(hub.address, token: "a").join("c1") }
            try await hub.next().respond(status: "200 OK", body: "[]")
            let error = await #expect(throws: RESTError.self) { _ = try await joining.value }
            #expect(error == .unreadable)
        }
    }

    @Test func aHubThatHangsUpGivesNoAnswer() async throws {
        try await FakeHub.run { hub in
            let ending = Task { try await RESTClient(hub.address, token: "a").end("c1") }
            try await hub.next().cut()
            let error = await #expect(throws: RESTError.self) { _ = try await ending.value }
            #expect(error == .noAnswer)
        }
    }

    @Test func nobodyListeningIsUnreachable() async throws {
        var address = HubAddress(host: "127.0.0.1", port: 1)
        try await FakeHub.run { address = $0.address }
        let gone = address
        let error = await #expect(throws: RESTError.self) { try await RESTClient(gone).end("c1") }
        #expect(error == .unreachable(gone))
    }
}
