/// What `hub serve --dev` leaves in `demo.json`, for `hub demo` and the tests.
struct DevelopmentFile: Codable, Hashable, Sendable {
    /// Where the hub is.
    let url: String
    /// The id of a consultation in which all but the administrator have a seat.
    let consultation: String
    let people: [Person]

    struct Person: Codable, Hashable, Sendable {
        let email: String
        let password: String
        let role: String
        let name: String
    }
}
