import Actors
import Auth
import Core
import Hummingbird

extension DoctorRoutes {
    /// Free slots of one doctor.
    struct Slots: ResponseEncodable {
        let doctorId: String
        let results: [SlotItem]
        /// The `from` of the next part; `null` where this is all.
        @ExplicitNull var nextFrom: String?
    }

    func slots(_ request: Request, _ context: SignedInContext) async throws -> Slots {
        let query = try SlotQuery(request, now: dependencies.clocks.now())
        let user = try await doctor(context)
        let id = user.id
        guard !user.isDisabled else { return Slots(doctorId: id.description, results: [], nextFrom: nil) }
        let party: BookingParty = context.grant.role == .patient ? .patient : .clinic
        switch try await services.calendars.ask(id, .slots(query.range, limit: query.limit + 1, party)) {
        case .slots(let slots):
            return Slots(
                doctorId: id.description,
                results: slots.prefix(query.limit).map(SlotItem.init),
                nextFrom: slots.count > query.limit ? slots.last?.start.rfc3339 : nil
            )
        case .refused(let refusal): throw APIError(calendar: refusal)
        case .done, .availability: throw APIError.broken
        }
    }
}

/// Which slots.
struct SlotQuery {
    static let daysMax = 31
    static let daysDefault = 7
    static let limitDefault = 200
    static let limitMax = 500
    private static let day: Duration = .seconds(86_400)

    let range: Range<Timestamp>
    let limit: Int

    /// Throws `FieldProblems`.
    init(_ request: Request, now: Timestamp) throws {
        var reader = QueryReader(request)
        let from = reader.value("from", else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) } ?? now
        let to = reader.value("to", else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        limit = reader.number("limit", in: 1...Self.limitMax) ?? Self.limitDefault
        try reader.finish()
        let end = to ?? from + Self.day * Self.daysDefault
        guard from < end, end - from <= Self.day * Self.daysMax else {
            throw FieldProblems("Must be after from, and within \(Self.daysMax) days of it.", at: "to")
        }
        range = from..<end
    }
}
