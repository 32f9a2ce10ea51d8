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
        updatedAt: Timestamp
    ) {
        self.id = id
        self.booking = booking
        self.status = status
        self.seats = seats
        self.seq = seq
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Which consultations to list, and how.
package struct CatalogQuery: Hashable, Sendable {
    /// The order of a list.
    package enum Order: Hashable, Sendable {
        case startAscending
        case startDescending
    }

    /// Only those in which this person has a seat; everyone's for `nil`.
    package var person: PersonID?
    package var status: ConsultationStatus?
    package var order: Order
    package var offset: Int
    package var limit: Int

    package init(
        person: PersonID?,
        status: ConsultationStatus? = nil,
        order: Order = .startAscending,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.person = person
        self.status = status
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
}
