package import Actors
package import Core

/// The way from the sockets to all that they can be for: consultations, and the clinic's feed.
package struct ClinicGate: ConsultationGate {
    private let consultations: any ConsultationGate
    private let feed: ClinicFeed

    package init(consultations: any ConsultationGate, feed: ClinicFeed) {
        self.consultations = consultations
        self.feed = feed
    }

    package func tell(_ id: ConsultationID, _ message: ConsultationMessage) {
        if id == .clinicFeed {
            feed.tell(message)
        } else {
            consultations.tell(id, message)
        }
    }
}
