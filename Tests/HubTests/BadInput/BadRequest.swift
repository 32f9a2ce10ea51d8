import Foundation

/// A request that no operation can make sense of.
struct BadRequest: Sendable {
    /// What is wrong with it, for the report.
    let label: String
    let method: String
    let path: String
    var fields: [String] = []
    var body: [UInt8] = []
    /// What it may be answered with.
    let statuses: Set<Int>
    /// What the answer has to name: fields of the body, or parameters.
    var named: [String] = []
    /// Whether the answer is the operation's own, and so one that the document knows.
    var isDocumented = true
    /// Whether it keeps the rules of HTTP.
    var isHTTP = true
}

/// The answer of the API to what it refuses.
struct RefusalBody: Decodable {
    let code: String
    let detail: String
    let errors: [String: [String]]?

    /// Whether something is said about a field, or about what stands in it.
    func names(_ field: String) -> Bool {
        errors?.contains { name, problems in
            (name == field || name.hasPrefix("\(field).")) && problems != ["Is required."]
        } ?? false
    }
}
