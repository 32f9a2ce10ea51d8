import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Notifications
import REST
import TestKit

/// The REST surface over stand-ins, with invented people.
struct Clinic {
    let clocks = TestClocks()
    let desk = FakeDesk()
    let catalog = FakeCatalog()
    let journal = FakeJournal()
    let issues = FakeIssues()
    let doctor: User
    let patient: User
    let staff: User
    let admin: User
    let tickets: TicketBooth
    let tokens: AccessTokens
    let mailbox: FakeMailbox
    let post: MemoryPost
    let postOffice: PostOffice
    let diary: Diary
    let trail = FakeTrail()
    var dependencies: RESTDependencies

    init() async throws {
        var configuration = Passwords.Configuration()
        configuration.cost = .quick
        let passwords = Passwords(configuration)
        let hash = try await passwords.hash(FakeUsers.password)
        doctor = .invented(.doctor, "Ada", passwordHash: hash)
        patient = .invented(.patient, "Ben", passwordHash: hash)
        staff = .invented(.staff, "Cleo", passwordHash: hash)
        admin = .invented(.admin, "Dora", passwordHash: hash)
        tickets = TicketBooth(clocks: clocks)
        tokens = try await AccessTokens(clocks: clocks)
        let office = PeopleOffice(clocks: clocks, revocations: tokens.revocations)
        mailbox = office.mailbox
        post = office.post
        postOffice = office.office
        diary = office.diary
        dependencies = RESTDependencies(
            desk: desk,
            users: FakeUsers(people: [doctor, patient, staff, admin]),
            catalog: catalog,
            journal: journal,
            tokens: tokens,
            passwords: passwords,
            tickets: tickets,
            signIn: office.parts,
            clocks: clocks,
            socketRefusal: { _, _ in
                SocketRefusal(
                    status: .upgradeRequired,
                    headers: [.upgrade: "websocket"],
                    code: "not_websocket",
                    detail: "This path speaks WebSocket: ask for an upgrade."
                )
            }
        )
        dependencies.issues = issues
        dependencies.audit = trail
        dependencies.accesses = trail
        dependencies.mail = MailServices(queue: post, ledger: post)
    }

    /// Sends one request through the router.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        as user: User? = nil,
        token: String? = nil,
        headers more: [String: String] = [:],
        body: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        for (name, value) in more { HTTPField.Name(name).map { headers[$0] = value } }
        if let user { headers[.authorization] = "Bearer \(try await tokens.issue(for: user.id, role: user.role).text)" }
        if let token { headers[.authorization] = token }
        let application = Application(router: RESTRoutes(dependencies).router())
        let fields = headers
        return try await application.test(.router) { client in
            let buffer = body.map { ByteBuffer(string: $0) }
            let response = try await client.execute(uri: path, method: method, headers: fields, body: buffer)
            return try Answer(response)
        }
    }
}

/// An answer with its JSON read.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) throws {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
    }

    /// The answer as an object.
    var json: [String: Any] {
        get throws {
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
            return object as? [String: Any] ?? [:]
        }
    }

    var code: String? {
        get throws { try json["code"] as? String }
    }

    var errors: [String: [String]] {
        get throws { try json["errors"] as? [String: [String]] ?? [:] }
    }

    var results: [[String: Any]] {
        get throws { try json["results"] as? [[String: Any]] ?? [] }
    }
}
