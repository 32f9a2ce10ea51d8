import Actors
import Core

/// How a client comes to picture and sound.
struct ProviderAccess: Encodable {
    let name: String
    /// Whether the hub can tell the way; for `direct` it is the socket, and the ICE servers.
    let available: Bool
    /// The page of the room, where the provider has one.
    @ExplicitNull var roomUrl: String?

    init(_ provider: MeetingProvider, _ id: ConsultationID, jitsi: String?) {
        name = provider.name
        switch provider {
        case .direct:
            available = true
            roomUrl = nil
        case .jitsi:
            available = jitsi != nil
            roomUrl = jitsi.map { "\($0)/laso-\(id)" }
        case .zoom, .googleMeet:
            available = false
            roomUrl = nil
        }
    }

    static let schema = JSONSchema.object([
        .required("name", .choice(MeetingProvider.allCases.map(\.name))), .required("available", .boolean),
        .required("room_url", .nullable(.text(example: "laso-0190…"))),
    ])
}

/// A STUN or TURN server.
struct IceServerAnswer: Encodable {
    let urls: [String]
    let username: String
    let credential: String

    init(_ server: IceServer) {
        urls = server.urls
        username = server.username
        credential = server.credential
    }
}
