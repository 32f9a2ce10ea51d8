/// How many there are in a run, and how patient the hub is with them.
struct HostileScale: Sendable {
    /// Consultations of four good people each.
    let consultations: Int
    /// Bad clients of each kind.
    let badOfEach: Int
    /// Between two messages of a good client.
    let messageInterval: Duration
    /// How long the good ones are alone with the hub, before and afterwards.
    let calm: Duration
    var warmUp: Duration { calm / 4 }
    /// How long bad ones come again; a visit that has begun is ended.
    let hostile: Duration
    /// Between two visits of a bad client.
    let rest: Duration
    let byteInterval: Duration
    /// Tenths of a second for which one sends commands at the rate limit.
    let floodBeats: UInt64
    let requestSeconds: Int
    let queueBytesMax: Int
    let socketsPerPersonMax = 8
    private let settings: [String: String]

    /// What differs from the hub's defaults: mostly shorter deadlines, so that a run is short.
    var environment: [String: String] {
        settings.merging([
            "LASO_LIMIT_CONNECTIONS_PER_PERSON": "\(socketsPerPersonMax)",
            "LASO_LIMIT_REQUEST_SECONDS": "\(requestSeconds)",
            "LASO_LIMIT_QUEUE_BYTES": "\(queueBytesMax)",
            // All people sign in from one address.
            "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": "1000/1000",
        ]) { $1 }
    }

    /// For every test run: all kinds, few of each.
    static let small = HostileScale(
        consultations: 3,
        badOfEach: 2,
        messageInterval: .milliseconds(200),
        calm: .seconds(1),
        hostile: .zero,
        rest: .zero,
        byteInterval: .milliseconds(300),
        floodBeats: 20,
        requestSeconds: 2,
        queueBytesMax: 65_536,
        settings: [
            "LASO_LIMIT_HELLO_SECONDS": "3", "LASO_LIMIT_PING_SECONDS": "3", "LASO_LIMIT_HEAD_SECONDS": "3",
            "LASO_LIMIT_PERSON_SOCKET_RATE": "2/16", "LASO_LIMIT_ADDRESS_REQUEST_RATE": "100/500",
        ]
    )

    /// Two hundred bad ones beside a hundred good ones, who say two things a second.
    static let full = HostileScale(
        consultations: 25,
        badOfEach: 7,
        messageInterval: .milliseconds(500),
        calm: .seconds(15),
        hostile: .seconds(25),
        rest: .seconds(3),
        byteInterval: .seconds(1),
        floodBeats: 100,
        requestSeconds: 5,
        queueBytesMax: 1_048_576,
        settings: ["LASO_LIMIT_PING_SECONDS": "5", "LASO_LIMIT_HEAD_SECONDS": "5"]
    )
}
