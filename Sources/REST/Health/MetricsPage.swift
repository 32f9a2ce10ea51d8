/// What `/metrics` shows, and who may see it.
package struct MetricsPage: Sendable {
    /// A text in the exposition format of Prometheus, and its media type.
    package let render: @Sendable () -> String
    package let contentType: String
    /// What a reader has to show as `Authorization: Bearer …`; without one, only this machine may read.
    package let token: String?

    package init(contentType: String, token: String?, render: @escaping @Sendable () -> String) {
        self.contentType = contentType
        self.token = token
        self.render = render
    }
}
