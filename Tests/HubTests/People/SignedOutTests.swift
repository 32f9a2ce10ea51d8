import Actors
import Auth
import Client
import Core
import Foundation
import Gateway
import NIOCore
import REST
import Testing
import Wire

@testable import Hub

/// Whoever is signed out, kept out or changed in role is so at once, in a whole hub.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SignedOutTests {
    private static let password = "correct horse battery"

    /// Somebody of the directory with a sign-in and a socket in the visit.
    private struct Guest {
        let id: PersonID
        let session: SessionID
        let access: String
        let socket: WebSocketTransport
        /// Who lets go of it lets go of the socket.
        let messages: WebSocketTransport.Inbound.AsyncIterator
    }

    private func withVisit(_ body: (HubVisit) async throws -> Void) async throws {
        var configuration = HubConfiguration()
        configuration.loopCount = 2
        configuration.liftRates()
        try await HubVisit.run(configuration, roles: [.doctor, .patient], body)
    }

    /// Signs a new doctor in, seats them, and connects them with their access token.
    private func guest(_ visit: HubVisit, _ name: String) async throws -> Guest {
        let parts = visit.hub.parts
        let email = try #require(EmailAddress("\(name)@clinic.example"))
        let hash = try await parts.people.passwords.hash(Self.password)
        let id = try await parts.people.directory.add(email, role: .doctor, name: name, passwordHash: hash)
        let session = SessionID(uuid: UUID())
        let token = parts.rest.signIn.sessionTokens.first(of: session, id)
        _ = try await parts.rest.signIn.accounts.start(
            session,
            .bearer,
            secretHash: token.hash,
            client: "test",
            knowing: nil,
            of: id
        )
        let access = try await parts.rest.tokens.issue(for: id, role: .doctor, session: session)
        let consultation = ConsultationID(uuid: UUID())
        let booking = ConsultationEvent.Booking(
            title: .present("Second opinion"),
            start: parts.clocks.now(),
            minutes: 30,
            provider: .direct
        )
        let invitations = [Invitation(person: id, role: .doctor, name: name)]
        guard case .done = await parts.registry.ask(consultation, .create(booking, invitations, by: .hub)) else {
            throw CommandFailure(.refused, "The consultation could not be created.")
        }
        let path = "/telemedicine/ws/consultations/\(consultation)/"
        let socket = try await WebSocketTransport.connect(to: visit.address, path: path, options: .init())
        var hello = ProtoClientMessage()
        hello.hello.accessToken = access.text
        hello.hello.deviceID = "test"
        socket.send(hello)
        let messages = socket.inbound.makeAsyncIterator()
        let first = await messages.next()
        #expect(first?.welcome.recovery == .snapshot)
        return Guest(id: id, session: session, access: access.text, socket: socket, messages: messages)
    }

    private func closeCode(of guest: Guest) async -> UInt16? {
        if case .closed(let code) = await guest.socket.end() { code } else { nil }
    }

    @Test func whoeverIsKeptOutLosesTokensAndSocketsAtOnce() async throws {
        try await withVisit { visit in
            let guest = try await guest(visit, "ada")
            let other = try await self.guest(visit, "ben")
            var change = Directory.Change()
            change.isDisabled = true
            _ = try await visit.hub.parts.people.directory.change(guest.id, change, by: .hub)
            #expect(await closeCode(of: guest) == CloseCode.badCredential.rawValue)
            #expect(await visit.hub.parts.rest.tokens.verify(guest.access) == nil)
            #expect(await visit.hub.parts.rest.tokens.verify(other.access) != nil)
            #expect(try await visit.hub.parts.gateway.connectionCountPerLoop().reduce(0, +) == 1)
            other.socket.drop()
        }
    }

    @Test func theEndOfASignInClosesItsSocketsAndNoOthers() async throws {
        try await withVisit { visit in
            let guest = try await guest(visit, "ada")
            let other = try await self.guest(visit, "ben")
            let accounts = visit.hub.parts.rest.signIn.accounts
            _ = try await accounts.end(guest.session, .revoked, of: guest.id, by: .hub)
            #expect(await closeCode(of: guest) == CloseCode.badCredential.rawValue)
            #expect(await visit.hub.parts.rest.tokens.verify(guest.access) == nil)
            other.socket.drop()
        }
    }

    @Test func anotherRoleSendsSocketsBackForANewToken() async throws {
        try await withVisit { visit in
            let guest = try await guest(visit, "ada")
            var change = Directory.Change()
            change.role = .staff
            _ = try await visit.hub.parts.people.directory.change(guest.id, change, by: .hub)
            #expect(await closeCode(of: guest) == CloseCode.signInExpired.rawValue)
            #expect(await visit.hub.parts.rest.tokens.verify(guest.access) == nil)
        }
    }

    @Test func aRestartForgetsNoneOfIt() async throws {
        try await withTemporaryFolder { folder in
            let first = try await RunningHub.start(configuration(folder))
            let directory = first.parts.people.directory
            var access: [String] = []
            for name in ["ada", "ben", "cleo"] {
                let email = try #require(EmailAddress("\(name)@clinic.example"))
                let id = try await directory.add(email, role: .doctor, name: name, passwordHash: "h")
                let session = SessionID(uuid: UUID())
                let accounts = first.parts.rest.signIn.accounts
                _ = try await accounts.start(session, .bearer, secretHash: [], client: "", knowing: nil, of: id)
                access.append(try await first.parts.rest.tokens.issue(for: id, role: .doctor, session: session).text)
                if name == "ada" { _ = try await accounts.end(session, .signedOut, of: id, by: .hub) }
                var change = Directory.Change()
                change.isDisabled = true
                if name == "ben" { _ = try await directory.change(id, change, by: .hub) }
            }
            try await first.stop()
            let second = try await RunningHub.start(configuration(folder))
            #expect(await second.parts.rest.tokens.verify(access[0]) == nil)
            #expect(await second.parts.rest.tokens.verify(access[1]) == nil)
            #expect(await second.parts.rest.tokens.verify(access[2]) != nil)
            try await second.stop()
        }
    }

    @Test func rotatedKeysSignAtOnceAndOldTokensHold() async throws {
        try await withTemporaryFolder { folder in
            let hub = try await RunningHub.start(configuration(folder))
            let tokens = hub.parts.rest.tokens
            let old = try await tokens.issue(for: PersonID(uuid: UUID()), role: .doctor)
            let oldID = tokens.publicKeys[0].id
            let answer = try await Administration.perform(.rotateKeys, configuration(folder))
            #expect(answer.id == tokens.publicKeys[0].id)
            #expect(tokens.publicKeys.map(\.id) == [answer.id ?? "", oldID])
            #expect(await tokens.verify(old.text) != nil)
            try await hub.stop()
            // Without a hub the command does it itself, and the next start knows all of them.
            let offline = try await Administration.perform(.rotateKeys, configuration(folder))
            let next = try await RunningHub.start(configuration(folder))
            #expect(next.parts.rest.tokens.publicKeys.map(\.id) == [offline.id ?? "", answer.id ?? "", oldID])
            #expect(await next.parts.rest.tokens.verify(old.text) != nil)
            try await next.stop()
        }
    }

    @Test func aMailOfARegistrationIsInTheFolder() async throws {
        try await withTemporaryFolder { folder in
            let hub = try await RunningHub.start(configuration(folder))
            let rest = RESTClientProbe(port: hub.port)
            let body = #"{"email": "eve@example.org", "name": "Eve Sand", "password": "long enough"}"#
            #expect(try await rest.post("/telemedicine/api/auth/register/", body) == 202)
            // It is durable before the answer, and goes when its turn has come.
            try await until("the mail is in the folder") {
                let mails = try? FileManager.default.contentsOfDirectory(atPath: folder + "/mail")
                return mails?.count == 1
            }
            try await hub.stop()
        }
    }

    private func configuration(_ folder: String) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder
        configuration.passwords.cost = .quick
        configuration.masterKey = .test
        return configuration
    }
}
