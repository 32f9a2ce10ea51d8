/// Whose data the audit's row about an operation names when it went well.
struct AuditedOperation: Sendable {
    enum Subject: Sendable {
        /// The id in the path, of this kind.
        case path(String)
        case asker
        /// What stands at these names of the answer, in all elements of its lists: `results.consultation_id`.
        case answer(String, String)
    }

    /// Method and path, as the document writes them.
    let operation: String
    let subjects: [Subject]

    init(_ operation: String, _ subjects: Subject...) {
        self.operation = operation
        self.subjects = subjects
    }
}

/// Every operation of somebody signed in that reads or writes personal data.
///
/// A new one without a row fails the test.
enum AuditTable {
    private static let root = "/telemedicine/api/"
    private static let visit = "\(root)consultations/{id}/"

    static let rows = own + people + records + bookings + visits + issues

    private static let own = [
        "GET me/", "PATCH me/", "POST logout/", "POST password/", "GET sessions/", "DELETE sessions/",
        "DELETE sessions/{id}/", "POST email/", "GET totp/", "POST totp/", "POST totp/confirm/", "POST totp/remove/",
    ].map { AuditedOperation(at("auth/", $0), .asker) }

    private static let people = [
        AuditedOperation("GET \(root)users/", .answer("person", "results.id")),
        AuditedOperation("POST \(root)users/", .answer("person", "id")),
        AuditedOperation("GET \(root)users/{id}/", .path("person")),
        AuditedOperation("PATCH \(root)users/{id}/", .path("person")),
        AuditedOperation("POST \(root)users/{id}/erase/", .path("person")),
        AuditedOperation("PUT \(root)doctors/{id}/availability/", .path("person")),
    ]

    private static let records =
        [
            AuditedOperation("GET \(root)audit/", .answer("person", "results.person_id")),
            AuditedOperation(
                "GET \(root)mail/",
                .answer("person", "results.recipient_id"),
                .answer("booking", "results.subject_id")
            ), AuditedOperation("GET \(root)mail/{id}/", .path("item")),
            AuditedOperation("POST \(root)mail/{id}/retry/", .path("item")),
            AuditedOperation(
                "GET \(root)events/",
                .answer("consultation", "results.consultation_id"),
                .answer("booking", "results.booking_id")
            ), AuditedOperation("GET \(root)webhooks/", .answer("item", "results.id")),
            AuditedOperation("POST \(root)webhooks/", .answer("item", "id")),
            // A ticket says nothing about anybody.
            AuditedOperation("POST \(root)feed/join/"),
        ]
        + [
            "GET {id}/", "PATCH {id}/", "DELETE {id}/", "POST {id}/rotate-secret/", "GET {id}/deliveries/",
            "POST {id}/test/",
        ].map { AuditedOperation(at("webhooks/", $0), .path("item")) }

    private static let bookings =
        [
            AuditedOperation("GET \(root)bookings/", .answer("booking", "results.id")),
            AuditedOperation("POST \(root)bookings/", .answer("booking", "id")),
            AuditedOperation("POST \(root)bookings/import/", .answer("booking", "booking.id")),
        ]
        + ["GET {id}/", "POST {id}/create-consultation/", "POST {id}/reschedule/", "POST {id}/cancel/"]
        .map { AuditedOperation(at("bookings/", $0), .path("booking")) }

    private static let visits =
        [
            AuditedOperation("GET \(root)consultations/", .answer("consultation", "results.id")),
            AuditedOperation("POST \(root)consultations/", .answer("consultation", "id")),
            // The doctor's own.
            AuditedOperation("GET \(root)consultations/stats/", .asker),
            AuditedOperation("GET \(root)queues/", .answer("consultation", "results.consultation_id")),
            AuditedOperation("POST \(root)queues/next/", .answer("consultation", "consultation_id")),
        ]
        + [
            "GET ", "PATCH ", "GET messages/", "GET participants/", "GET events/", "POST join/", "POST leave/",
            "POST start/", "POST end/", "POST cancel/", "GET summary/", "PUT summary/", "GET notes/", "POST notes/",
            "GET export/", "GET fhir/", "POST erase/", "GET legal-hold/", "PUT legal-hold/", "DELETE legal-hold/",
            "GET invite/", "POST invite/", "DELETE invite/{link_id}/", "GET waiting-room/", "POST waiting-room/admit/",
            "POST waiting-room/deny/", "POST waiting-room/message/", "POST waiting-room/priority/",
            "POST waiting-room/take/", "GET consent/", "POST consent/", "POST recording/start/",
            "POST recording/stop/", "GET quality/",
        ].map { AuditedOperation(at("consultations/{id}/", $0), .path("consultation")) }

    private static let issues =
        [
            AuditedOperation("GET \(root)technical-issues/", .answer("consultation", "results.consultation_id")),
            AuditedOperation(
                "POST \(root)technical-issues/",
                .answer("item", "id"),
                .answer("consultation", "consultation_id")
            ),
        ]
        + ["GET {id}/", "POST {id}/assign/", "DELETE {id}/assign/", "POST {id}/resolve/"].map {
            AuditedOperation(at("technical-issues/", $0), .path("item"), .answer("consultation", "consultation_id"))
        }

    /// The operation at a path below `area`.
    private static func at(_ area: String, _ operation: String) -> String {
        let parts = operation.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        return "\(parts[0]) \(root)\(area)\(parts[1])"
    }
}
