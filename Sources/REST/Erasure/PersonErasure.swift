import Core
import HTTPTypes
import Hummingbird

extension APIError {
    /// The fixed answer to each reason not to erase a person.
    init(erasing refusal: PersonErasureRefusal) {
        let status: HTTPResponse.Status
        var headers: HTTPFields = [:]
        switch refusal {
        case .unknown: status = .notFound
        case .ownAccount, .lastAdministrator, .visitNotOver, .legalHold: status = .conflict
        case .busy, .outcomeUnknown: (status, headers) = (.serviceUnavailable, Self.retryShortly)
        }
        self.init(status: status, code: refusal.code, detail: refusal.text, headers: headers)
    }
}

extension PersonErasureCertificate: ResponseEncodable {
    static let schema = JSONSchema.named(
        "PersonErasureCertificate",
        .object([
            .required("laso", .text(example: "person erasure certificate 1")), .required("person_id", .uuid),
            .required("erased_at", .time), .required("requested_by", .nullable(.uuid)),
            .required("visits_erased", .integer(0...Int.max)), .required("visits_kept", .integer(0...Int.max)),
            .required("key_backups_until", .time), .required("history", .uuid),
            .required("position", .integer(1...Int.max)), .required("total", .text(example: "9f86d081…")),
            .required("public_key", .text(example: "d75a9801…")), .required("signature", .text(example: "e5564300…")),
        ])
    )
}
