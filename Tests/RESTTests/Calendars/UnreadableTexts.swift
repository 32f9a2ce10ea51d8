import Core
import Foundation
import REST
import TestKit
import Testing

@testable import Persistence

/// Bookings whose texts can't be read at the moment.
struct UnreadableTexts: BookingCatalog {
    let catalog: any BookingCatalog

    func booking(_ id: BookingID) async throws(JournalReadError) -> BookingSummary? {
        guard let known = try await catalog.booking(id) else { return nil }
        return BookingSummary(
            doctor: known.doctor,
            booking: known.booking,
            text: .erased,
            reference: known.reference.map { _ in .erased },
            createdAt: known.createdAt,
            updatedAt: known.updatedAt,
            position: known.position,
            isTextUnreadable: true
        )
    }

    func bookings(_ query: BookingQuery) async throws(JournalReadError) -> BookingPage {
        try await catalog.bookings(query)
    }

    func doctors(limit: Int) async throws(JournalReadError) -> [DoctorProfile] {
        try await catalog.doctors(limit: limit)
    }

    func doctor(_ id: PersonID) async throws(JournalReadError) -> DoctorProfile? { try await catalog.doctor(id) }
}

extension CalendarClinic {
    /// As an erasure of the visit does it.
    func eraseTexts(of id: String) throws {
        let booking = BookingID(uuid: try #require(UUID(uuidString: id)))
        _ = try store.keys.destroy(KeyID(booking), at: clinic.clocks.now())
    }
}
