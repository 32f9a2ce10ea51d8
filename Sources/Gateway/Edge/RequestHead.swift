package import HTTPTypes
import NIOHTTP1

/// What the edge looks at in a request, of HTTP/1.1 as it was parsed or of any version as the router has it.
///
/// The gateway judges requests for sockets as they were parsed: to make the router's form of one costs as much as all that
/// is done with it.
package protocol RequestHead {
    /// The method's name.
    var verb: String { get }
    /// The path with its query; nothing in a `CONNECT`.
    var target: String? { get }
    /// What the request calls the hub: every `Host`, and in HTTP/2 `:authority`.
    var authorities: [String] { get }

    /// The values of a field, one per line; its name is given in lower case.
    func lines(_ name: String) -> [String]
}

extension RequestHead {
    /// The members of a comma-separated list (RFC 9110 section 5.6.1), over all lines of the field.
    func tokens(_ name: String) -> [Substring] { lines(name).flatMap(\.entries) }
}

extension HTTPRequest: RequestHead {
    package var verb: String { method.rawValue }

    package var target: String? { path }

    /// The first `Host` of HTTP/1.1 has become the authority, and is no field any more.
    package var authorities: [String] { (authority.map { [$0] } ?? []) + lines("host") }

    package func lines(_ name: String) -> [String] {
        headerFields.filter { $0.name.canonicalName == name }.map(\.value)
    }
}

extension HTTPRequestHead: RequestHead {
    var verb: String { method.rawValue }

    var target: String? { method == .CONNECT ? nil : uri }

    var authorities: [String] { lines("host") }

    func lines(_ name: String) -> [String] { headers[name] }
}
