import Core
import HTTPTypes

extension DoctorRoutes {
    private static let onePath = "\(basePath){id}/"

    /// A guest knows of the one visit only.
    private static let people = Endpoint.Access.roles([.patient, .doctor, .interpreter, .staff, .admin])

    static let list = Endpoint(
        .get,
        basePath,
        "The doctors who can be booked",
        access: people,
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
            .init("ordering", .choice(["name", "-name"]), "By their names, forwards or backwards"),
            .init(
                "search",
                .text(bytes: searchBytes, example: "marlow"),
                "Beginnings of words of names and specialties"
            ),
            .init("specialty", .text(bytes: searchBytes, example: "Cardiology"), "Only specialists in just this"),
        ],
        answers: [.ok: .page(of: DoctorItem.schema)],
        errors: [.notFound: ["not_found"]]
    )

    static let detail = Endpoint(
        .get,
        onePath,
        "A doctor",
        access: people,
        answers: [.ok: DoctorItem.schema]
    )

    static let hours = Endpoint(
        .get,
        "\(onePath)availability/",
        "When a doctor can be booked, as it was set",
        access: people,
        answers: [.ok: AvailabilityAnswer.schema],
        errors: [.notFound: ["no_availability"]]
    )

    static let setHours = Endpoint(
        .put,
        "\(onePath)availability/",
        "Sets when a doctor can be booked; bookings that are there stay",
        access: .roles([.doctor, .staff, .admin]),
        body: NewAvailability.schema,
        answers: [.ok: AvailabilityAnswer.schema],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let slots = Endpoint(
        .get,
        "\(onePath)slots/",
        "The free slots of a doctor",
        access: people,
        query: [
            .init("from", .time, "Those that start then or later; now if left out"),
            .init("to", .time, "Those that start before; \(SlotQuery.daysDefault) days after from if left out"),
            .init("limit", .integer(1...SlotQuery.limitMax), "How many, \(SlotQuery.limitDefault) if left out"),
        ],
        answers: [
            .ok: .object([
                .required("doctor_id", .uuid), .required("results", .list(SlotItem.schema)),
                .required("next_from", .nullable(.time)),
            ])
        ]
    )
}

extension AvailabilityAnswer {
    static let schema = JSONSchema.named("Availability", .object(NewAvailability.fields(isAnswer: true)))
}

extension NewAvailability {
    static let schema = JSONSchema.named("NewAvailability", .object(fields(isAnswer: false)))

    fileprivate static func fields(isAnswer: Bool) -> [JSONSchema.Field] {
        func field(_ name: String, _ schema: JSONSchema) -> JSONSchema.Field {
            isAnswer ? .required(name, schema) : .optional(name, .nullable(schema))
        }
        let time = JSONSchema.text(bytes: 5...5, example: "09:30")
        let specialty = JSONSchema.text(bytes: CalendarLimits.specialtyBytes, example: "Cardiology")
        let label = JSONSchema.text(bytes: 0...CalendarLimits.labelBytesMax, example: "Holiday")
        return [
            field("specialties", .list(specialty, max: CalendarLimits.specialtiesMax)),
            .required("time_zone", .text(bytes: 1...64, example: "Europe/Berlin")),
            .required(
                "weekly",
                .list(
                    .object([
                        .required("weekday", .integer(1...7)), .required("start", time), .required("end", time),
                    ]),
                    max: CalendarLimits.weeklyMax
                )
            ),
            field(
                "exceptions",
                .list(
                    .object([
                        .required("kind", .choice(Availability.Exception.Kind.allCases.map(\.name))),
                        .required("from", .date), field("until", .date), field("start", time), field("end", time),
                        isAnswer ? .required("label", .nullable(label)) : .optional("label", .nullable(label)),
                    ]),
                    max: CalendarLimits.exceptionsMax
                )
            ),
            .required("slot_minutes", .integer(CalendarLimits.slotMinutes)),
            field("buffer_minutes", .integer(CalendarLimits.bufferMinutes)),
            field("lead_minutes", .integer(CalendarLimits.aheadMinutes)),
            field("notice_minutes", .integer(CalendarLimits.aheadMinutes)),
            field("horizon_days", .integer(CalendarLimits.horizonDays)), field("accepts_bookings", .boolean),
        ]
    }
}
