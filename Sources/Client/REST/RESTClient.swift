import FoundationEssentials
import NIOHTTP1

/// The part of the hub's REST surface that leads to a visit and back from it.
package struct RESTClient: Sendable {
    package let address: HubAddress
    private let token: String?

    private static let root = "/telemedicine/api/"
    /// Pages of chat read in a row.
    private static let pagesMax = 1000

    package init(_ address: HubAddress, token: String? = nil) {
        self.address = address
        self.token = token
    }

    /// Signs in; what is asked of the returned client is asked as that person.
    package func signIn(email: String, password: String) async throws(RESTError) -> (RESTClient, SignIn) {
        struct Login: Encodable {
            let email: String
            let password: String
        }
        let answer: SignIn = try await call(.POST, "auth/login/", Login(email: email, password: password))
        return (RESTClient(address, token: answer.accessToken), answer)
    }

    package func consultations() async throws(RESTError) -> ListPage<ConsultationEntry> {
        try await call(.GET, "consultations/")
    }

    package func consultation(_ id: String) async throws(RESTError) -> ConsultationEntry {
        try await call(.GET, "consultations/\(id)/")
    }

    package func create(_ consultation: NewConsultation) async throws(RESTError) -> ConsultationEntry {
        try await call(.POST, "consultations/", consultation)
    }

    /// A ticket for one connection of this person.
    package func join(_ id: String) async throws(RESTError) -> JoinTicket {
        try await call(.POST, "consultations/\(id)/join/")
    }

    package func start(_ id: String) async throws(RESTError) {
        try await send(.POST, "consultations/\(id)/start/")
    }

    package func leave(_ id: String) async throws(RESTError) {
        try await send(.POST, "consultations/\(id)/leave/")
    }

    package func end(_ id: String) async throws(RESTError) {
        try await send(.POST, "consultations/\(id)/end/")
    }

    /// The answer's body to a GET below the API's root, as it came.
    package func bytes(_ path: String) async throws(RESTError) -> [UInt8] {
        try await send(.GET, path)
    }

    /// Whether the hub is there and takes work.
    package func isReady() async -> Bool {
        let exchange = HTTPExchange(address: address, method: .GET, path: "/health/ready", headers: [:], body: nil)
        // A hub that can't be reached is not ready, whatever the reason.
        guard let answer = try? await exchange.perform() else { return false }
        return answer.status == 200
    }

    /// All chat that this person may read, oldest first.
    package func messages(_ id: String) async throws(RESTError) -> [MessagePage.Message] {
        var messages: [MessagePage.Message] = []
        var after: UInt64? = 0
        for _ in 0..<Self.pagesMax {
            guard let start = after else { return messages }
            let page: MessagePage = try await call(.GET, "consultations/\(id)/messages/?after=\(start)")
            messages += page.results
            after = page.nextAfter
        }
        throw .unreadable
    }
}

extension RESTClient {
    private func call<Answer: Decodable>(
        _ method: HTTPMethod,
        _ path: String,
        _ body: (any Encodable & Sendable)? = nil
    ) async throws(RESTError) -> Answer {
        let bytes = try await send(method, path, body)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Answer.self, from: Data(bytes))
        } catch {
            throw .unreadable
        }
    }

    @discardableResult
    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: (any Encodable & Sendable)? = nil
    ) async throws(RESTError) -> [UInt8] {
        var headers: HTTPHeaders = [:]
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        let exchange = HTTPExchange(
            address: address,
            method: method,
            path: Self.root + path,
            headers: headers,
            body: try body.map { value throws(RESTError) in try Self.encode(value) }
        )
        let answer = try await exchange.perform()
        guard (200..<300).contains(answer.status) else { throw Self.refusal(answer) }
        return answer.body
    }

    private static func encode(_ value: any Encodable) throws(RESTError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw .unreadable
        }
    }

    private static func refusal(_ answer: HTTPExchange.Answer) -> RESTError {
        struct Refusal: Decodable {
            let detail: String
            let code: String?
        }
        // Without a readable body the status has to do.
        let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(answer.body))
        return .refused(status: answer.status, code: refusal?.code ?? "", detail: refusal?.detail ?? "")
    }
}
