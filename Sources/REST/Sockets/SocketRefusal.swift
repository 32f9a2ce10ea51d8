package import HTTPTypes

/// Why a request for the WebSocket path was not upgraded, in the words of whoever upgrades.
package struct SocketRefusal: Hashable, Sendable {
    package let status: HTTPResponse.Status
    package let headers: HTTPFields
    package let code: String
    /// Safe to show to anyone.
    package let detail: String

    package init(status: HTTPResponse.Status, headers: HTTPFields, code: String, detail: String) {
        self.status = status
        self.headers = headers
        self.code = code
        self.detail = detail
    }
}
