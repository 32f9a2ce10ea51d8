/// One consultation in a list: a projection of its journal.
package struct ConsultationSummary: Hashable, Sendable {
    package let id: ConsultationID
    package var booking: ConsultationEvent.Booking
    package var status: ConsultationStatus
    package var seats: [Seat]
    /// The newest `seq` that this summary knows.
    package var seq: UInt64
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var course: VisitCourse
    package var figures: VisitFigures
    package var keeping: ContentKeeping

    package struct Seat: Hashable, Sendable {
        package let person: PersonID
        package let role: Role
        package let name: Erasable<String>

        package init(person: PersonID, role: Role, name: Erasable<String>) {
            self.person = person
            self.role = role
            self.name = name
        }
    }

    package init(
        id: ConsultationID,
        booking: ConsultationEvent.Booking,
        status: ConsultationStatus,
        seats: [Seat],
        seq: UInt64,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        course: VisitCourse = VisitCourse(),
        figures: VisitFigures = VisitFigures(),
        keeping: ContentKeeping = ContentKeeping()
    ) {
        self.id = id
        self.booking = booking
        self.status = status
        self.seats = seats
        self.seq = seq
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.course = course
        self.figures = figures
        self.keeping = keeping
    }
}

/// Which consultations to list, and how.
package struct CatalogQuery: Hashable, Sendable {
    /// The order of a list.
    package enum Order: Hashable, Sendable {
        case startAscending
        case startDescending
        case createdAscending
        case createdDescending

        package var isDescending: Bool {
            switch self {
            case .startDescending, .createdDescending: true
            case .startAscending, .createdAscending: false
            }
        }

        /// By what a list in this order is ordered.
        package func time(of summary: ConsultationSummary) -> Timestamp {
            switch self {
            case .startAscending, .startDescending: summary.booking.start
            case .createdAscending, .createdDescending: summary.createdAt
            }
        }
    }

    /// A place in a list: just after this consultation.
    package struct Cursor: Hashable, Sendable {
        package let time: Timestamp
        package let id: ConsultationID

        package init(time: Timestamp, id: ConsultationID) {
            self.time = time
            self.id = id
        }
    }

    /// Only those in which this person has a seat; everyone's for `nil`.
    package var person: PersonID?
    package var status: ConsultationStatus?
    package var provider: MeetingProvider?
    /// Only those in which this person sits as a doctor.
    package var doctor: PersonID?
    /// Only those in which every one of these is the beginning of a word of somebody's name who has a seat; for a list of one
    /// person's, only where that person sits as a host, who sees the others.
    package var words: [String]
    /// Only those that start at or after it.
    package var from: Timestamp?
    /// Only those that start before it.
    package var to: Timestamp?
    /// Only what comes after it, in the order of the list; the offset counts from there.
    package var after: Cursor?
    package var order: Order
    package var offset: Int
    package var limit: Int

    package init(
        person: PersonID?,
        status: ConsultationStatus? = nil,
        provider: MeetingProvider? = nil,
        doctor: PersonID? = nil,
        words: [String] = [],
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        after: Cursor? = nil,
        order: Order = .startAscending,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.person = person
        self.status = status
        self.provider = provider
        self.doctor = doctor
        self.words = words
        self.from = from
        self.to = to
        self.after = after
        self.order = order
        self.offset = offset
        self.limit = limit
    }
}

/// One page of a list, and how long the whole list is.
package struct CatalogPage: Hashable, Sendable {
    package let total: Int
    package let items: [ConsultationSummary]

    package init(total: Int, items: [ConsultationSummary]) {
        self.total = total
        self.items = items
    }
}

/// Lists of consultations, derived from the journal.
///
/// Shows only what is durable.
package protocol ConsultationCatalog: Sendable {
    /// One page of the matching consultations. Equal starts are ordered by id.
    func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage

    /// One consultation as the list has it; `nil` if there is none.
    func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary?

    /// Totals of the consultations in which somebody sits as a doctor, or of all; and those among them that start within
    /// `today`.
    func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics

    /// What became of the consultations of a doctor, or of all, that were to start on certain days.
    func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics

    /// What is known of a doctor's consultations that start within a time, in the order of their starts, without names.
    func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary]
}
