import Auth
import Core
import Crypto
import FoundationEssentials
import HTTPTypes
import NIOCore

/// What a client calls one request, so that its repeat is known: the value of `Idempotency-Key`.
struct IdempotencyKey: Hashable, Sendable {
    /// Visible ASCII characters.
    static let lengths = 1...255

    let person: PersonID
    /// Of the sign-in: another one of the same person gets its own answer, which may hold a secret of its own.
    let session: SessionID?
    let path: String
    let text: String

    /// Nothing where none was sent.
    ///
    /// Throws for a text that can't be a key, and for several of them.
    init?(_ fields: HTTPFields, _ grant: AccessGrant, path: String) throws(APIError) {
        guard let name = HTTPField.Name("Idempotency-Key") else { return nil }
        let values = fields[values: name]
        guard let text = values.first else { return nil }
        guard values.count == 1, Self.lengths.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .badIdempotencyKey }
        person = grant.person
        session = grant.session
        self.path = path
        self.text = text
    }

    /// The id of what the request creates: the same for its repeat, also after a restart.
    ///
    /// Of SHA-256 over person, path and key. The fields are fixed or can't hold a line feed.
    var uuid: UUID {
        var hash = SHA256()
        hash.update(data: Data("\(person)\n\(path)\n\(text)".utf8))
        return UUID(derivedFrom: hash.finalize())
    }
}

extension APIError {
    static let badIdempotencyKey = APIError(
        status: .badRequest,
        code: "invalid",
        detail: "Idempotency-Key has 1 to 255 visible ASCII characters, and is sent once."
    )

    static let idempotencyKeyReused = APIError(
        status: .conflict,
        code: "idempotency_key_reused",
        detail: "This Idempotency-Key came with another body before."
    )

    static let idempotencyKeyInUse = APIError(
        status: .conflict,
        code: "idempotency_key_in_use",
        detail: "The first request with this Idempotency-Key is still being answered. Try again shortly.",
        headers: retryShortly
    )
}
