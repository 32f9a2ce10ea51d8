import Actors
import Core
import Gateway

extension HubSettings {
    /// How much anybody may ask of the hub.
    ///
    /// `docs/limits.md` has the same list, with what happens at each.
    static let limits: [LimitSetting] = connections + rates + messages + requests + consultations

    private static let connections: [LimitSetting] = [
        .number(
            "CONNECTIONS",
            "connections of any kind at a time; fewer where the system allows fewer open files",
            in: 1...10_000_000,
            \.server.limits.connectionsMax
        ),
        .number(
            "CONNECTIONS_PER_ADDRESS",
            "connections at a time from one address",
            in: 1...10_000_000,
            \.server.limits.connectionsPerAddressMax
        ),
        .number(
            "CONNECTIONS_PER_PERSON",
            "sockets at a time of one person",
            in: 1...10_000,
            \.server.limits.connectionsPerPersonMax
        ),
        .number(
            "STRANGERS",
            "sockets at a time that have not yet proved who they are",
            in: 1...1_000_000,
            \.server.limits.strangersMax
        ),
        .seconds("HELLO_SECONDS", "time until a socket has proved who it is", in: 1...60, \.server.helloDeadline),
        .seconds(
            "PING_SECONDS",
            "time between two pings; twice that without a frame ends a socket",
            in: 1...600,
            \.ping
        ),
        .seconds("DRAIN_SECONDS", "over how long sockets are told to go at a stop", in: 0...600, \.server.drainPeriod),
    ]

    private static let rates: [LimitSetting] = [
        .rate("COMMAND_RATE", "commands on one socket", \.server.limits.commandsPerSocket),
        .rate("PERSON_COMMAND_RATE", "commands of one person", \.server.limits.commandsPerPerson),
        .rate("ADDRESS_COMMAND_RATE", "commands from one address", \.server.limits.commandsPerAddress),
        .rate("FRAME_RATE", "WebSocket frames of any kind on one socket", \.server.limits.framesPerSocket),
        .rate("PERSON_SOCKET_RATE", "new sockets of one person", \.server.limits.arrivalsPerPerson),
        .rate("ADDRESS_SIGN_IN_RATE", "sign-ins from one address", \.server.limits.signInsPerAddress),
        .rate("PERSON_REQUEST_RATE", "requests of one person who is signed in", \.server.limits.requestsPerPerson),
        .rate("ADDRESS_REQUEST_RATE", "requests and upgrades from one address", \.server.limits.requestsPerAddress),
    ]

    private static let messages: [LimitSetting] = [
        .number("MESSAGE_BYTES", "a WebSocket message", in: 1024...16_777_216, \.consultations.messageBytesMax),
        .number(
            "QUEUE_BYTES",
            "what may wait to be written to one socket",
            in: 65_536...1_073_741_824,
            \.server.limits.unwrittenBytesMax
        ),
        .number(
            "UNANSWERED_COMMANDS",
            "commands of one socket without a reply, after which it is not read",
            in: 1...10_000,
            \.server.limits.unansweredCommandsMax
        ),
    ]

    private static let requests: [LimitSetting] = [
        .number(
            "HEADER_BYTES",
            "all fields of an HTTP request",
            in: 4096...1_048_576,
            \.server.limits.headerBytesMax
        ),
        .number("HEADER_COUNT", "fields of an HTTP request", in: 16...10_000, \.server.limits.headerCountMax),
        .number("BODY_BYTES", "the body of an HTTP request", in: 1024...16_777_216, \.bodyBytesMax),
        .seconds(
            "HEAD_SECONDS",
            "time until a connection's first request is there",
            in: 1...600,
            \.server.requestDeadline
        ),
        .seconds(
            "REQUEST_SECONDS",
            "time from a request's head to the end of its answer",
            in: 1...3600,
            \.server.exchangeDeadline
        ),
        .seconds("IDLE_SECONDS", "how long a kept-alive connection may be idle", in: 1...3600, \.server.idleHTTPMax),
        .number("FHIR_BUNDLES", "FHIR bundles that are made at a time", in: 1...1000, \.fhirBundlesMax),
        .number(
            "WEBHOOK_PARALLEL",
            "events that one webhook is sent at a time, each about another visit",
            in: 1...64,
            \.webhooks.pace.parallelMax
        ),
    ]

    private static let consultations: [LimitSetting] = [
        .number("SEATS", "people in one consultation", in: 2...10_000, \.consultations.limits.seatsMax),
        .number("DEVICES", "devices at a time on one seat", in: 1...64, \.consultations.limits.devicesPerSeatMax),
        .number("TEXT_BYTES", "a chat message or a note", in: 1...49_152, \.consultations.limits.textBytesMax),
        .number(
            "SIGNAL_BYTES",
            "an SDP or an ICE candidate",
            in: 1024...1_048_576,
            \.consultations.limits.signalBytesMax
        ),
        .number(
            "HELD_SIGNALS",
            "signals kept for a device that is reconnecting",
            in: 0...10_000,
            \.consultations.limits.heldSignalsMax
        ),
        .number(
            "UNDURABLE_EVENTS",
            "events of one consultation on their way to the disk",
            in: 1...100_000,
            \.consultations.limits.undurableMax
        ),
        .number(
            "HELD_EFFECTS",
            "answers and messages of one consultation that wait for the disk",
            in: 1...1_000_000,
            \.consultations.limits.heldEffectsMax
        ),
        .number(
            "LOADING_QUEUE",
            "messages that wait while a consultation is read from the disk",
            in: 1...1_000_000,
            \.consultations.limits.loadingQueueMax
        ),
        .number(
            "REPLAY_EVENTS",
            "newest events kept for those who come back",
            in: 0...100_000,
            \.consultations.limits.replayMax
        ),
    ]
}
