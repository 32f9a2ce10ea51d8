import Core
import HTTPTypes

extension BookingRoutes {
    private static let onePath = "\(basePath){id}/"
    private static let everyoneButInterpreters = Endpoint.Access.roles([.patient, .doctor, .staff, .admin])

    static let list = Endpoint(
        .get,
        basePath,
        "The bookings that one may see",
        access: everyoneButInterpreters,
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
            .init("ordering", .choice(["start", "-start"]), "By their start, the earliest first or the latest"),
            .init("status", .choice(BookingStatus.allCases.map(\.name)), "Only those with this status"),
            .init("kind", .choice(BookingKind.allCases.map(\.name)), "Only those of this kind"),
            .init("from", .time, "Only those that start then or later"),
            .init("to", .time, "Only those that start before"),
            .init("doctor", .uuid, "Only those with this doctor"),
            .init("patient", .uuid, "Only those of this patient"),
        ],
        answers: [.ok: .page(of: BookingItem.schema)],
        errors: [.notFound: ["not_found"]]
    )

    static let create = Endpoint(
        .post,
        basePath,
        "Books a slot; a virtual booking gets its consultation by itself",
        access: everyoneButInterpreters,
        body: NewBooking.schema,
        answers: [.created: BookingItem.schema],
        errors: [
            .conflict: CalendarRefusal.slotCodes + ["too_many_bookings"], .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let detail = Endpoint(
        .get,
        onePath,
        "A booking, for its patient, its doctor and the clinic",
        access: everyoneButInterpreters,
        answers: [.ok: BookingItem.schema]
    )

    static let move = Endpoint(
        .post,
        "\(onePath)reschedule/",
        "Moves a booking to another free slot of the same doctor",
        access: everyoneButInterpreters,
        body: NewStart.schema,
        answers: [.ok: BookingItem.schema],
        errors: [
            .conflict: CalendarRefusal.slotCodes + [
                "too_late", "booking_cancelled", "managed_elsewhere", "too_many_moves",
            ],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let cancellation = Endpoint(
        .post,
        "\(onePath)cancel/",
        "Cancels a booking that has not begun, and its consultation with it",
        access: everyoneButInterpreters,
        body: Cancellation.schema,
        isBodyOptional: true,
        answers: [.ok: BookingItem.schema],
        errors: [.conflict: ["too_late", "managed_elsewhere"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let consultation = Endpoint(
        .post,
        "\(onePath)create-consultation/",
        "Sees to it that a virtual booking has its consultation, and says which",
        access: everyoneButInterpreters,
        answers: [.ok: .object([.required("consultation_id", .uuid)])],
        errors: [.conflict: ["not_virtual", "booking_cancelled", "nobody", "erased"], .serviceUnavailable: ["busy"]]
    )

    static let importing = Endpoint(
        .post,
        "\(basePath)import/",
        "Takes in what an outside system says of one of its bookings",
        access: .roles([.staff, .admin]),
        body: BookingImport.schema,
        answers: [.ok: ImportAnswer.schema, .created: ImportAnswer.schema],
        errors: [
            .conflict: [
                "other_doctor", "other_patient", "kind_fixed", "booking_cancelled", "too_many_bookings", "visit_over",
            ],
            .serviceUnavailable: ["outcome_unknown", "unreadable"],
        ]
    )
}
