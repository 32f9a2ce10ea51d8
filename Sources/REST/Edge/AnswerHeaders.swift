import HTTPTypes

/// The fields that every answer carries.
///
/// An answer that sets one of them itself, such as a page with a policy of its own, keeps it.
enum AnswerHeaders {
    /// Personal data stays out of caches, a browser takes JSON for nothing but JSON, and an answer that is opened as a page
    /// loads nothing, is framed by nobody, and tells no other site where it was.
    static let always = fields([
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ])

    /// Only over encrypted connections (RFC 6797 section 7.2): for a year, this host is asked by HTTPS only.
    static let secure = fields([("Strict-Transport-Security", "max-age=31536000")])

    static func named(_ requestID: String) -> [HTTPField] { fields([("X-Request-ID", requestID)]) }

    private static func fields(_ pairs: [(name: String, value: String)]) -> [HTTPField] {
        pairs.compactMap { pair in HTTPField.Name(pair.name).map { HTTPField(name: $0, value: pair.value) } }
    }
}

extension HTTPFields {
    /// Adds those that are not there.
    mutating func complete(with fields: [HTTPField]) {
        for field in fields where !contains(field.name) { append(field) }
    }
}
