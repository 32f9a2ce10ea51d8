import Core
import HTTPTypes

extension VisitRoutes {
    private static let onePath = "\(ConsultationRoutes.basePath){id}/"

    static let patch = Endpoint(
        .patch,
        onePath,
        "Changes title, start, length or provider: for hosts of the consultation, staff and administrators",
        access: .signedIn,
        body: ConsultationPatch.schema,
        answers: [.ok: ConsultationItem.schema],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["wrong_status", "over", "booked"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let readSummary = Endpoint(
        .get,
        "\(onePath)summary/",
        "What the visit came to",
        access: .signedIn,
        answers: [.ok: SummaryAnswer.schema]
    )

    static let writeSummary = Endpoint(
        .put,
        "\(onePath)summary/",
        "Says what an ended visit came to; the newest counts",
        access: .signedIn,
        body: TextBody.schema,
        answers: [.ok: Performed.schema],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["wrong_status", "over"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let participants = Endpoint(
        .get,
        "\(onePath)participants/",
        "The people whom one may see",
        access: .signedIn,
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
        ],
        answers: [.ok: .page(of: ConsultationDetail.participant)]
    )

    static let readNotes = Endpoint(
        .get,
        "\(onePath)notes/",
        "The clinical notes, in order: for doctors of the visit",
        access: .signedIn,
        query: MessagesQuery.parameters,
        answers: [.ok: JournalPage<NoteAnswer>.schema(of: NoteAnswer.schema)],
        errors: [.forbidden: ["not_permitted"]]
    )

    static let writeNote = Endpoint(
        .post,
        "\(onePath)notes/",
        "Writes a clinical note",
        access: .signedIn,
        body: TextBody.schema,
        answers: [.created: Performed.schema],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["over"], .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let events = Endpoint(
        .get,
        "\(onePath)events/",
        "The journal as one may know it, in order",
        access: .signedIn,
        query: MessagesQuery.parameters,
        answers: [.ok: JournalPage<EventAnswer>.schema(of: EventAnswer.schema)]
    )

    static let export = Endpoint(
        .get,
        "\(onePath)export/",
        "The whole consultation as a signed file that `hub verify --bundle` checks anywhere",
        access: .roles([.doctor, .admin]),
        answers: [.ok: .plainText]
    )
}

extension Performed {
    static let schema = JSONSchema.object([.required("seq", .integer(0...Int.max))])
}

extension EventAnswer {
    static let schema = JSONSchema.named(
        "Event",
        .object([
            .required("seq", .integer(1...Int.max)), .required("time", .time),
            .required("kind", .choice(ConsultationEvent.Kind.allCases.map(\.name))), .required("data", .anything),
        ])
    )
}
