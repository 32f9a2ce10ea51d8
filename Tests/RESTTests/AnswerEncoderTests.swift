import Core
import Foundation
import TestKit
import Testing

@testable import REST

/// Answers are the same texts as Foundation's encoder makes of the same values.
@Suite struct AnswerEncoderTests {
    private static let reference: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private func expectSame(_ value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let expected = String(decoding: try Self.reference.encode(value), as: UTF8.self)
        let text = String(decoding: try AnswerEncoder.bytes(of: value), as: UTF8.self)
        #expect(text == expected, sourceLocation: sourceLocation)
    }

    private struct Names: Encodable {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case one = "a"
            case startedAt, personID, urlOfJSONFile, p95Seconds, byA, x1Y2, isHTTP, isHTTP2Status, aB, oneTwoThree, id
            case written = "already_there"
            case capital = "Capital"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            for (index, key) in CodingKeys.allCases.enumerated() { try container.encode(index, forKey: key) }
        }
    }

    @Test func namesAreInSnakeCaseAndInOrder() throws { try expectSame(Names()) }

    private struct Everything: Encodable {
        struct Nothing: Encodable {}
        var text = "Zoë said: \"No\\Yes\"/\u{0}\u{7}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F} 👩‍⚕️"
        var empty = ""
        var numbers: [Double] = [0, -0.0, 1, 1.5, -2.25, 1e-7, 1e21, 123_456_789.125, .pi]
        var whole: [Int64] = [.min, -1, 0, 1, .max]
        var large = UInt64.max
        var flags = [true, false]
        var missing: Int?
        @ExplicitNull var null: String?
        @ExplicitNull var known: String? = "known"
        var list: [[String]] = [[], ["a"], ["b", "c"]]
        var nothing = Nothing()
        var nothings = [Nothing(), Nothing()]
        var data = ["camelCase": 1, "b": 2, "B": 3, "with space": 4, "a!": 5, "a": 6, "": 7]
        var nested = ["outerKey": ["innerKey": ["x": nil, "y": "z"]]] as [String: [String: [String: String?]]]
        var single: Float = 0.5
        var small: [UInt8] = [0, 255]
    }

    @Test func everyKindOfValueIsWrittenTheSame() throws {
        try expectSame(Everything())
        try expectSame([Everything(), Everything()])
        try expectSame("text")
        try expectSame(7)
        try expectSame([String]())
        try expectSame([String: Int]())
    }

    /// Names inside of data are data.
    @Test func whatIsPutTogetherByHandStaysAsItIs() throws {
        let value: JSONValue = [
            "userAgent": "Example", "Tries": .integer(2),
            "list": [.null, .boolean(true), .number(2.5), ["innerKey": .null]],
        ]
        try expectSame(value)
        try expectSame(["diagnosticsSent": value])
    }

    /// One value that writes itself into the object of another.
    @Test func twoContainersAreOneObject() throws {
        struct Inner: Encodable {
            var middleName = "b"
            var first = "a"
        }
        struct Outer: Encodable {
            enum Key: String, CodingKey {
                case aSecret, zone
            }

            func encode(to encoder: any Encoder) throws {
                try Inner().encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encode("s", forKey: .aSecret)
                try container.encode("z", forKey: .zone)
            }
        }
        try expectSame(Outer())
    }

    @Test func whatIsNoNumberInJSONIsRefused() {
        for number in [Double.nan, .infinity, -.infinity] {
            #expect(throws: EncodingError.self) { try AnswerEncoder.bytes(of: ["a": number]) }
        }
    }

    /// Random trees, so that ranges move about.
    @Test func randomValuesAreWrittenTheSame() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<300 { try expectSame(Self.value(&random, depth: 4)) }
    }

    private static func value(_ random: inout SplitMix64, depth: Int) -> JSONValue {
        let texts = ["", "plain", "quoted \"x\"", "line\nbreak", "ünï", "a/b", "\u{1}"]
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .text(texts.randomElement(using: &random) ?? "")
        case 1: return .integer(.random(in: -1000...1000, using: &random))
        case 2: return .number(Double(Int.random(in: -1000...1000, using: &random)) / 8)
        case 3: return .boolean(.random(using: &random))
        case 4: return .null
        case 5:
            let count = Int.random(in: 0..<5, using: &random)
            return .list((0..<count).map { _ in value(&random, depth: depth - 1) })
        default:
            let names = ["a", "b", "camelCase", "snake_case", "A", "zz", "a b", "z!"].shuffled(using: &random)
            var fields: [String: JSONValue] = [:]
            for name in names.prefix(Int.random(in: 0...8, using: &random)) {
                fields[name] = value(&random, depth: depth - 1)
            }
            return .object(fields)
        }
    }
}
