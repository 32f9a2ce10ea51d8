import Auth
import Core
import Foundation
import NIOHTTP1
import Persistence
import REST
import Testing

@testable import Client
@testable import Hub

/// One person's requests about the consultation of a ``HubVisit``.
struct VisitREST: Sendable {
    private let address: HubAddress
    private let token: String
    private let root: String

    init(_ visit: HubVisit, _ person: PersonID, _ role: Role) async throws {
        self.init(visit, token: try await visit.hub.parts.rest.tokens.issue(for: person, role: role).text)
    }

    init(_ visit: HubVisit, token: String) {
        address = visit.address
        self.token = token
        root = "/telemedicine/api/consultations/\(visit.id)/"
    }

    func get(_ path: String, _ status: Int = 200) async throws -> [String: Any] {
        try await json(.GET, root + path, nil, status)
    }

    func getPath(_ path: String) async throws -> [String: Any] { try await json(.GET, path, nil, 200) }

    @discardableResult
    func post(_ path: String, _ body: String) async throws -> [String: Any] {
        try await json(.POST, root + path, body, nil)
    }

    func postPath(_ path: String, _ body: String) async throws -> [String: Any] {
        try await json(.POST, path, body, nil)
    }

    @discardableResult
    func patch(_ body: String) async throws -> [String: Any] { try await json(.PATCH, root, body, 200) }

    func redeem(_ body: String, _ status: Int = 200) async throws -> [String: Any] {
        try await json(.POST, "/telemedicine/api/invitations/redeem/", body, status)
    }

    func status(_ path: String) async throws -> Int { try await statusOf(root + path) }

    func statusOf(_ path: String) async throws -> Int { Int(try await send(.GET, path, nil).status) }

    func statusOfPost(_ path: String, _ body: String?) async throws -> Int {
        Int(try await send(.POST, root + path, body).status)
    }

    func statusOfPostAt(_ path: String) async throws -> Int { Int(try await send(.POST, path, nil).status) }

    /// Whatever the status is; a path that begins with a slash is one of the whole hub.
    func answer(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil
    ) async throws -> (status: Int, json: [String: Any]) {
        let answer = try await send(method, path.hasPrefix("/") ? path : root + path, body)
        let json = answer.body.isEmpty ? nil : try JSONSerialization.jsonObject(with: Data(answer.body))
        return (Int(answer.status), json as? [String: Any] ?? [:])
    }

    func bytes(_ path: String) async throws -> [UInt8] { try await send(.GET, root + path, nil).body }

    private func json(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String?,
        _ status: Int?
    ) async throws -> [String: Any] {
        let answer = try await send(method, path, body)
        let isExpected = status.map { $0 == Int(answer.status) } ?? (200..<300).contains(answer.status)
        let text = String(decoding: answer.body, as: UTF8.self)
        try #require(isExpected, "\(method) \(path) is answered with \(answer.status): \(text)")
        return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: String?) async throws -> HTTPExchange.Answer {
        let exchange = HTTPExchange(
            address: address,
            method: method,
            path: path,
            headers: ["Authorization": "Bearer \(token)"],
            body: body.map { Array($0.utf8) }
        )
        return try await exchange.perform()
    }
}

/// What `hub verify --bundle` does.
enum ConsultationBundleCheck {
    static func check(_ file: String) throws -> ConsultationBundle.Summary {
        try ConsultationBundle.check(file, publicKey: nil, wording: Replay.words)
    }
}
