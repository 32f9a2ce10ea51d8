import Core
import HTTPTypes

extension ConsultationRoutes {
    private static let onePath = "\(basePath){id}/"

    static let list = Endpoint(
        .get,
        basePath,
        "The consultations that one may see",
        access: .signedIn,
        query: [
            .init("page", .integer(1...1_000_000), "Which page, from 1"),
            .init("page_size", .integer(1...100), "How many a page has, 20 if left out"),
            .init("cursor", .text(example: "first"), "Instead of a page: `first`, or what `next` says"),
            .init(
                "ordering",
                .choice(["scheduled_start", "-scheduled_start", "created_at", "-created_at"]),
                "By start or creation, - for the latest first"
            ),
            .init("status", .choice(ConsultationStatus.allCases.map(\.name)), "Only those with this status"),
            .init("provider", .choice(MeetingProvider.allCases.map(\.name)), "Only those with this provider"),
            .init("doctor", .uuid, "Only those in which this person sits as a doctor: for hosts and administrators"),
            .init(
                "search",
                .text(bytes: ListQuery.searchBytes, example: "marlow"),
                "Only those with somebody whose names begin like these words: for hosts and administrators"
            ),
            .init("start_from", .time, "Only those that start at or after this time"),
            .init("start_to", .time, "Only those that start before this time"),
        ],
        answers: [.ok: .page(of: ConsultationItem.schema)],
        errors: [.notFound: ["not_found"]]
    )

    static let create = Endpoint(
        .post,
        basePath,
        "Creates a consultation, with seats for those who take part",
        access: .roles([.doctor, .staff, .admin]),
        body: NewConsultation.schema,
        answers: [.created: ConsultationItem.schema],
        errors: [.conflict: ["already_exists"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let detail = Endpoint(
        .get,
        onePath,
        "A consultation, as one may know it",
        access: .signedIn,
        answers: [.ok: ConsultationDetail.schema]
    )

    static let transcript = Endpoint(
        .get,
        "\(onePath)messages/",
        "The chat, in order",
        access: .signedIn,
        query: [
            .init("after", .integer(0...Int.max), "The `seq` after which to begin"),
            .init("limit", .integer(1...MessagesQuery.limitMax), "How many, 50 if left out"),
        ],
        answers: [
            .ok: .object([
                .required("results", .list(MessageAnswer.schema)),
                .required("next_after", .nullable(.integer(0...Int.max))),
            ])
        ]
    )

    static let joining = Endpoint(
        .post,
        "\(onePath)join/",
        "A ticket for the socket",
        access: .signedIn,
        answers: [
            .ok: .object([
                .required("ticket", .text(example: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")),
                .required("websocket_path", .text(example: "/telemedicine/ws/consultations/…/")),
                .required("subprotocols", .list(.text(example: "laso.hub.v1"))), .required("expires_at", .time),
                .required("provider", ProviderAccess.schema),
                .required(
                    "ice_servers",
                    .list(
                        .object([
                            .required("urls", .list(.text(example: "turn:turn.example.org"))),
                            .required("username", .text(example: "")), .required("credential", .text(example: "")),
                        ])
                    )
                ),
            ])
        ],
        errors: [.conflict: ["over", "turned_away", "too_early"]]
    )

    static let end = action("end", "Ends the visit, and says what it came to", body: EndBody.schema)

    static func action(_ name: String, _ summary: String, body: JSONSchema? = nil) -> Endpoint {
        Endpoint(
            .post,
            "\(onePath)\(name)/",
            summary,
            access: .signedIn,
            body: body,
            isBodyOptional: body != nil,
            answers: [.ok: Performed.schema],
            errors: [
                .forbidden: ["not_permitted"], .conflict: ["wrong_status", "over", "not_in_room"],
                .serviceUnavailable: ["outcome_unknown"],
            ]
        )
    }
}

extension ConsultationItem {
    static let schema = JSONSchema.named(
        "ConsultationItem",
        .object(
            ConsultationDetail.heading + [
                .required(
                    "participants",
                    .list(
                        .object([
                            .required("person_id", .uuid), .required("role", .choice(Role.allCases.map(\.name))),
                            .required("name", .nullable(.text(example: "Ben Bright"))),
                        ])
                    )
                ),
                .optional("created_at", .time),
            ]
        )
    )
}

extension ConsultationDetail {
    /// What an item of the list has as well.
    fileprivate static let heading: [JSONSchema.Field] = [
        .required("id", .uuid), .required("seq", .integer(1...Int.max)),
        .required("title", .nullable(.text(example: "Follow-up"))), .required("scheduled_start", .time),
        .required("duration_minutes", .integer(NewConsultation.minutes)),
        .required("provider", .choice(MeetingProvider.allCases.map(\.name))),
        .required("status", .choice(ConsultationStatus.allCases.map(\.name))),
    ]

    static let schema = JSONSchema.named(
        "ConsultationDetail",
        .object(
            heading + [
                .required("own_seat", .nullable(.seat)), .required("participants", .list(participant)),
                .required("messages", .list(MessageAnswer.schema)), .required("has_older_messages", .boolean),
                .required(
                    "consents",
                    .list(
                        .object([
                            .required("seat", .seat),
                            .required("purpose", .choice(["recording", "transcript", "observer"])),
                            .required("given", .boolean),
                        ])
                    )
                ),
                .required("waiting_position", .nullable(.integer(1...Int(UInt16.max)))),
                .required("note_count", .nullable(.integer(0...Int(Int32.max)))),
                .required(
                    "recording",
                    .nullable(.object([.required("by_seat", .seat), .required("since", .time)]))
                ),
            ]
        )
    )

    static let participant = JSONSchema.object([
        .required("seat", .seat), .required("person_id", .uuid),
        .required("role", .choice(Role.allCases.map(\.name))),
        .required("name", .nullable(.text(example: "Ben Bright"))),
        .required("standing", .choice(Standing.allCases.map(\.name))),
        .required("presence", .choice(Presence.allCases.map(\.name))), .required("since", .time),
        .required("seen_up_to", .integer(0...Int.max)),
    ])
}

extension MessageAnswer {
    static let schema = JSONSchema.named(
        "Message",
        .object([
            .required("seq", .integer(1...Int.max)), .required("from_seat", .seat),
            .required("to_seat", .nullable(.seat)), .required("text", .nullable(.text(example: "Hello"))),
            .required("time", .time),
        ])
    )
}

extension NewConsultation {
    static let schema = JSONSchema.named(
        "NewConsultation",
        .object([
            .required("title", .text(bytes: 1...Limits().nameBytesMax, example: "Follow-up")),
            .required("scheduled_start", .time), .required("duration_minutes", .integer(minutes)),
            .optional("provider", .nullable(.choice(MeetingProvider.allCases.map(\.name)))),
            .required(
                "participants",
                .list(
                    .object([
                        .optional("person_id", .nullable(.uuid)), .optional("email", .nullable(.email)),
                        .optional("role", .nullable(.choice(Role.allCases.map(\.name)))),
                    ]),
                    max: Limits().seatsMax
                )
            ),
        ])
    )
}

extension JSONSchema {
    /// The number of a seat.
    static let seat = JSONSchema.integer(1...Int(UInt16.max))
}
