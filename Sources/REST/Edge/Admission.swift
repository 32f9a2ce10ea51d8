package import Core

/// What the hub's edge makes of a request, before any route sees it.
package struct Admission: Hashable, Sendable {
    /// The address of the client, also behind trusted proxies; nothing where there is none.
    package var client: ClientAddress?
    /// Whether the client's own connection is encrypted.
    package var isSecure = false
    /// How a trusted proxy named the request.
    package var requestID: String?
    /// Why the request is not served.
    package var refusal: SocketRefusal?

    package init() {}
}
