import Foundation

@testable import REST

/// Values that don't fit a schema.
extension JSONSchema {
    /// As JSON.
    var wrongValues: [String] {
        switch self {
        case .text(let bytes, _): ["7", "{}", "[\"a\"]"] + Self.texts(outside: bytes)
        case .uuid: ["7", "\"x\"", "\"00000000000000000000000000000000\""]
        case .time: ["7"] + Self.wrongTimes.map { "\"\($0)\"" }
        case .date: ["7", "\"tomorrow\"", "\"2027-02-30\"", "\"2027-1-5\""]
        case .email: ["7", "\"nobody\"", "\"a@b@example.org\""]
        case .integer(let range): ["\"7\"", "1.5", "[1]", "1e99"] + Self.numbers(outside: range).map { "\($0)" }
        case .number: ["\"7\"", "[]"]
        case .boolean: ["\"yes\"", "1", "[]"]
        case .choice: ["7", "\"nonsense\"", "\"\""]
        case .nullable(let schema), .named(_, let schema): schema.wrongValues
        case .list(let element, _): ["7", "{}", "\"x\""] + element.wrongValues.prefix(1).map { "[\($0)]" }
        case .object, .anything, .page, .plainText, .html, .fhirBundle: ["7", "[]", "\"x\""]
        }
    }

    /// As they stand in a query.
    var wrongParameters: [String] {
        switch self {
        case .text(let bytes, _):
            Self.texts(outside: bytes).map { String($0.dropFirst().dropLast()) }.filter { $0.utf8.count < 2000 }
        case .uuid: ["x", "00000000000000000000000000000000", "%00"]
        case .time: Self.wrongTimes.map { $0.replacing("+", with: "%2B").replacing(" ", with: "%20") }
        case .date: ["tomorrow", "2027-02-30"]
        case .integer(let range):
            ["x", "1.5", "0x10", "99999999999999999999"] + Self.numbers(outside: range).map { "\($0)" }
        case .boolean: ["yes", "1", ""]
        case .choice: ["nonsense", "%FF"]
        case .nullable(let schema), .named(_, let schema): schema.wrongParameters
        case .email, .number, .list, .object, .anything, .page, .plainText, .html, .fhirBundle: []
        }
    }

    /// The fields of an object, whatever it is called.
    var fields: [Field] {
        switch self {
        case .object(let fields): fields
        case .named(_, let schema), .nullable(let schema): schema.fields
        default: []
        }
    }

    /// No day, no zone, no offset that there is, no time of day.
    private static let wrongTimes = [
        "yesterday", "2027-02-30T00:00:00Z", "2027-01-15T09:00:00", "2027-01-15T09:00:00+25:00",
        "2027-01-15T24:00:01Z", "2027-01-15T09:00:00Europe/Berlin", "2027-01-15 09:00", "99999-01-01T00:00:00Z",
    ]

    private static func texts(outside bytes: ClosedRange<Int>?) -> [String] {
        guard let bytes else { return [] }
        let long = bytes.upperBound < 100_000 ? [String(repeating: "a", count: bytes.upperBound + 1)] : []
        return (long + (bytes.lowerBound > 0 ? [""] : [])).map { "\"\($0)\"" }
    }

    private static func numbers(outside range: ClosedRange<Int>?) -> [Int] {
        guard let range else { return [] }
        return (range.upperBound < .max ? [range.upperBound + 1] : [])
            + (range.lowerBound > .min ? [range.lowerBound - 1] : [])
    }
}
