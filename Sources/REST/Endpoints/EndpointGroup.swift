/// The endpoints of one subject, and their handlers.
protocol EndpointGroup: Sendable {
    /// All of them, each once.
    static var endpoints: [Endpoint] { get }

    init(_ dependencies: RESTDependencies)

    /// Gives each of ``endpoints`` its handler.
    func add(to routes: Routes)
}
