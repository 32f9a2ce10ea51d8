package import FoundationEssentials

/// Names one booking.
///
/// A virtual booking's consultation has the same UUID, so there can never be two of it.
package struct BookingID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }

    /// The consultation that a virtual booking leads to.
    package var consultation: ConsultationID { ConsultationID(uuid: uuid) }
}
