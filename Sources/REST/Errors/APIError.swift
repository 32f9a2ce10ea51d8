import Core
import HTTPTypes
import Hummingbird
import Wire

/// An error as REST answers it: a status, and a body with `detail`, `code` and, where fields are wrong, `errors`.
struct APIError: Error, Hashable, Sendable {
    let status: HTTPResponse.Status
    /// What a program goes by; never renamed.
    let code: String
    /// What a person reads; safe to show to anyone.
    let detail: String
    var fields: [String: [String]] = [:]
    var headers: HTTPFields = [:]
    /// Free slots, where one was asked for that can't be had.
    var nextSlots: [Slot]?

    static let nothingHere = APIError(status: .notFound, code: "not_found", detail: "There is nothing at this path.")

    static let missingSlash = APIError(
        status: .notFound,
        code: "not_found",
        detail: "There is nothing at this path. Paths of this API end with a slash."
    )

    static let malformed = APIError(
        status: .badRequest,
        code: "malformed",
        detail: "The body is not valid JSON, or no object."
    )

    static let unsupportedMediaType = APIError(
        status: .unsupportedMediaType,
        code: "unsupported_media_type",
        detail: "The body has to be application/json."
    )

    static func tooLarge(_ bytesMax: Int) -> APIError {
        APIError(
            status: .contentTooLarge,
            code: "too_large",
            detail: "The body is larger than \(bytesMax) bytes."
        )
    }

    static let notSignedIn = APIError(
        status: .unauthorized,
        code: ErrorCode.signedOut.name,
        detail: ErrorCode.signedOut.text,
        headers: [.wwwAuthenticate: "Bearer"]
    )

    /// The same for an unknown address and a wrong password.
    static let badCredential = APIError(
        status: .unauthorized,
        code: ErrorCode.badCredential.name,
        detail: "The e-mail address or the password is wrong.",
        headers: [.wwwAuthenticate: "Bearer"]
    )

    static let tooManySignIns = APIError(
        status: .serviceUnavailable,
        code: ErrorCode.busy.name,
        detail: "Too many people sign in at the moment. Try again shortly.",
        headers: retryShortly
    )

    /// From one address.
    static let tooManySignInsFromThere = APIError(
        status: .tooManyRequests,
        code: "too_many_sign_ins",
        detail: "There are too many sign-ins from your address. Try again shortly.",
        headers: retryShortly
    )

    /// Of one person, from wherever.
    static let tooManyOfPerson = APIError(
        status: .tooManyRequests,
        code: "too_many_requests",
        detail: "You ask too often. Try again shortly, and more slowly.",
        headers: retryShortly
    )

    static let unreadable = APIError(
        status: .serviceUnavailable,
        code: "unreadable",
        detail: "The hub can't read its records at the moment. Try again shortly.",
        headers: retryShortly
    )

    static let broken = APIError(
        status: .internalServerError,
        code: "internal",
        detail: "Something went wrong inside the hub."
    )

    /// `Retry-After` says how long to wait, as far as a client would.
    static func tooEarly(until opens: Timestamp, _ now: Timestamp) -> APIError {
        let seconds = max(1, min((opens - now).components.seconds, 24 * 60 * 60))
        return APIError(
            status: .conflict,
            code: ErrorCode.tooEarly.name,
            detail: "The waiting room opens at \(opens.rfc3339).",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> APIError {
        APIError(
            status: .methodNotAllowed,
            code: "method_not_allowed",
            detail: "This path does not know that method.",
            headers: [.allow: allowed.map(\.rawValue).joined(separator: ", ")]
        )
    }

    /// Seconds, the only unit that Retry-After has.
    static let retryShortly: HTTPFields = [.retryAfter: "1"]
}

extension APIError {
    init(_ problems: FieldProblems) {
        self.init(
            status: .badRequest,
            code: ErrorCode.invalid.name,
            detail: ErrorCode.invalid.text,
            fields: problems.fields
        )
    }
}
