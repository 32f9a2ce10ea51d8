/// Which page of a list, and in which order.
struct PageQuery: Sendable {
    static let pageSizeDefault = 20
    static let pageSizeMax = 100
    /// So that page and size never overflow when multiplied.
    static let pageMax = 1_000_000

    let page: Int
    let pageSize: Int
    /// The name of a field; nothing where the list has only one order.
    let ordering: String?
    let isDescending: Bool
    private let path: String
    /// What was sent, apart from the page.
    private let parameters: [(name: String, value: String)]

    /// `ordering` is one of these names, `-` before it for descending; the first is the default.
    init(_ reader: inout QueryReader, orderings: [String] = []) {
        page = reader.number("page", in: 1...Self.pageMax) ?? 1
        pageSize = reader.number("page_size", in: 1...Self.pageSizeMax) ?? Self.pageSizeDefault
        let ordering = orderings.isEmpty ? nil : Self.ordering(&reader, orderings)
        self.ordering = ordering?.name ?? orderings.first
        isDescending = ordering?.isDescending ?? false
        path = reader.path
        parameters = reader.pairs.filter { $0.name != "page" }
    }

    var offset: Int { (page - 1) * pageSize }

    /// Another page of the same list: a path with a query.
    func link(to page: Int) -> String {
        let pairs = [(name: "page", value: String(page))] + parameters
        return "\(path)?" + pairs.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// The same list with another value of one parameter: a path with a query.
    func link(replacing name: String, by value: String) -> String {
        let pairs = parameters.map { $0.name == name ? (name: name, value: value) : $0 }
        return "\(path)?" + pairs.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// The same list with a value of one parameter, whether it had one or not: a path with a query.
    func link(setting name: String, to value: String) -> String {
        let pairs = parameters.filter { $0.name != name } + [(name: name, value: value)]
        return "\(path)?" + pairs.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    private static func ordering(
        _ reader: inout QueryReader,
        _ names: [String]
    ) -> (name: String, isDescending: Bool)? {
        let problem = "Must be one of \(names.joined(separator: ", ")), with - before it for descending."
        return reader.value("ordering", else: problem) { text in
            let isDescending = text.hasPrefix("-")
            let name = isDescending ? String(text.dropFirst()) : text
            return names.contains(name) ? (name, isDescending) : nil
        }
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes += isUnreserved(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
