import Foundation

/// Somebody who asks.
///
/// `patient`, `interpreter`, `doctor` and `staff` have a seat in the visit that is asked for, and the booking is the patient's with
/// the doctor; `stranger` is a patient who has nothing to do with either, `guest` came by an invitation link, `disabled` is a doctor
/// whom an administrator has kept out.
enum Asker: String, CaseIterable, Sendable {
    case nobody, disabled, stranger, guest, patient, interpreter, doctor, staff, admin
}

/// Who is served by an operation, and who is refused: with 401, 403 or 404.
struct AccessRow: Sendable {
    /// Method and path, as the document writes them.
    let operation: String
    let served: Set<Asker>
    /// A right body, with a blank for what is only known in the run.
    let body: String?

    init(_ operation: String, _ served: Set<Asker>, _ body: String? = nil) {
        self.operation = operation
        self.served = served
        self.body = body
    }

    var method: String { String(operation.prefix { $0 != " " }) }
    var path: String { String(operation.drop { $0 != " " }.dropFirst()) }
}

/// Every operation that is not for everyone.
///
/// A new one without a row fails the test.
enum AccessTable {
    private static let people: Set<Asker> = [.stranger, .patient, .interpreter, .doctor, .staff, .admin]
    private static let clinic: Set<Asker> = [.doctor, .staff, .admin]
    private static let seated: Set<Asker> = [.guest, .patient, .interpreter, .doctor, .staff]
    private static let hosts: Set<Asker> = [.doctor, .staff]
    private static let party: Set<Asker> = [.patient, .doctor, .staff, .admin]

    private static let root = "/telemedicine/api/"
    private static let visit = "\(root)consultations/{id}/"
    private static let booking = "\(root)bookings/{id}/"
    private static let doctor = "\(root)doctors/{id}/"
    private static let auth = "\(root)auth/"

    static let rows =
        own + users + records + calendars + bookings + visits + waitingRoom + webhooks + mails + live + issues

    private static let own = [
        AccessRow("GET \(auth)me/", people), AccessRow("PATCH \(auth)me/", people, "{}"),
        AccessRow("POST \(auth)logout/", people),
        AccessRow(
            "POST \(auth)password/",
            people,
            #"{"current_password": "wrong one", "new_password": "long enough"}"#
        ),
        AccessRow("POST \(auth)email/", people, #"{"email": "new@clinic.example", "password": "wrong one"}"#),
        AccessRow("GET \(auth)sessions/", people), AccessRow("DELETE \(auth)sessions/", people),
        // There is no sign-in of this id, for nobody.
        AccessRow("DELETE \(auth)sessions/{id}/", []),
        AccessRow("GET \(auth)totp/", people), AccessRow("POST \(auth)totp/", people, #"{"password": "wrong one"}"#),
        AccessRow("POST \(auth)totp/confirm/", people, #"{"code": "123456"}"#),
        AccessRow("POST \(auth)totp/remove/", people, #"{"password": "wrong one"}"#),
    ]

    private static let users = [
        AccessRow("GET \(root)users/", [.admin]),
        AccessRow(
            "POST \(root)users/",
            [.admin],
            #"{"email": "new@clinic.example", "name": "New", "role": "staff"}"#
        ),
        AccessRow("GET \(root)users/{id}/", [.admin]), AccessRow("PATCH \(root)users/{id}/", [.admin], "{}"),
        AccessRow("POST \(root)users/{id}/erase/", [.admin]),
    ]

    private static let records = [AccessRow("GET \(root)audit/", [.admin])]

    private static let mails = [
        AccessRow("GET \(root)mail/", [.admin]),
        // There is no mail of this id, for nobody.
        AccessRow("GET \(root)mail/{id}/", []), AccessRow("POST \(root)mail/{id}/retry/", []),
    ]

    private static let calendars = [
        AccessRow("GET \(root)doctors/", people), AccessRow("GET \(doctor)", people),
        AccessRow("GET \(doctor)availability/", people), AccessRow("GET \(doctor)slots/", people),
        AccessRow("PUT \(doctor)availability/", clinic, "<availability>"),
    ]

    private static let bookings = [
        AccessRow("GET \(root)bookings/", [.stranger, .patient, .doctor, .staff, .admin]),
        // For others only the clinic books, and a patient for nobody but themselves.
        AccessRow("POST \(root)bookings/", party, "<booking>"),
        AccessRow("POST \(root)bookings/import/", [.staff, .admin], "<import>"),
        AccessRow("GET \(booking)", party), AccessRow("POST \(booking)create-consultation/", party),
        AccessRow("POST \(booking)reschedule/", party, "<start>"), AccessRow("POST \(booking)cancel/", party),
    ]

    private static let visits = [
        AccessRow("GET \(root)consultations/", people),
        AccessRow("POST \(root)consultations/", clinic, "<visit>"),
        AccessRow("GET \(root)consultations/stats/", clinic),
        AccessRow("GET \(visit)", seated.union([.admin])),
        AccessRow("PATCH \(visit)", hosts.union([.admin]), #"{"title": "Another"}"#),
        AccessRow("GET \(visit)messages/", seated),
        AccessRow("GET \(visit)participants/", seated.union([.admin])),
        AccessRow("GET \(visit)events/", seated),
        AccessRow("POST \(visit)join/", seated), AccessRow("POST \(visit)leave/", seated),
        AccessRow("POST \(visit)start/", [.doctor]), AccessRow("POST \(visit)end/", hosts),
        AccessRow("POST \(visit)cancel/", hosts.union([.admin])),
        AccessRow("PUT \(visit)summary/", [.doctor], #"{"text": "All is well."}"#),
        AccessRow("GET \(visit)notes/", [.doctor]), AccessRow("POST \(visit)notes/", [.doctor], #"{"text": "Note"}"#),
        AccessRow("GET \(visit)export/", [.doctor, .admin]),
        AccessRow("GET \(visit)fhir/", [.patient, .doctor, .staff, .admin]),
        AccessRow("POST \(visit)erase/", [.admin]),
        AccessRow("GET \(visit)legal-hold/", [.admin]),
        AccessRow("PUT \(visit)legal-hold/", [.admin], #"{"reason": "Letter of the court"}"#),
        AccessRow("DELETE \(visit)legal-hold/", [.admin]),
        AccessRow("POST \(visit)invite/", hosts.union([.admin])),
        AccessRow("GET \(visit)invite/", hosts.union([.admin])),
        AccessRow("DELETE \(visit)invite/{link_id}/", hosts.union([.admin])),
        // There is none yet, for nobody.
        AccessRow("GET \(visit)summary/", []),
    ]

    private static let webhook = "\(root)webhooks/{id}/"

    private static let webhooks = [
        AccessRow("GET \(root)events/", [.staff, .admin]),
        AccessRow("GET \(root)webhooks/", [.admin]),
        AccessRow("POST \(root)webhooks/", [.admin], #"{"url": "https://hook.invalid/"}"#),
        AccessRow("GET \(webhook)", [.admin]), AccessRow("PATCH \(webhook)", [.admin], "{}"),
        AccessRow("DELETE \(webhook)", [.admin]), AccessRow("POST \(webhook)rotate-secret/", [.admin]),
        AccessRow("GET \(webhook)deliveries/", [.admin]), AccessRow("POST \(webhook)test/", [.admin]),
    ]

    private static let waitingRoom = [
        AccessRow("GET \(visit)waiting-room/", seated.union([.admin])),
        AccessRow("POST \(visit)waiting-room/admit/", hosts, #"{"seat": 1}"#),
        AccessRow("POST \(visit)waiting-room/deny/", hosts, #"{"seat": 1, "reason": "No"}"#),
        AccessRow("POST \(visit)waiting-room/message/", hosts, #"{"seat": 1, "text": "Soon"}"#),
        AccessRow(
            "POST \(visit)waiting-room/priority/",
            hosts,
            #"{"seat": 1, "priority": "urgent", "reason": "Pain"}"#
        ),
        AccessRow("POST \(visit)waiting-room/take/", [.doctor]),
        AccessRow("GET \(root)queues/", hosts.union([.admin])),
        // Nobody waits, for nobody.
        AccessRow("POST \(root)queues/next/", []),
    ]

    private static let live = [
        AccessRow("POST \(root)feed/join/", clinic),
        AccessRow("GET \(visit)consent/", seated),
        AccessRow("POST \(visit)consent/", seated, #"{"purpose": "recording", "given": true}"#),
        // Nobody is in the room, so those who may are told that.
        AccessRow("POST \(visit)recording/start/", hosts), AccessRow("POST \(visit)recording/stop/", hosts),
        AccessRow("GET \(visit)quality/", hosts),
    ]

    private static let issues = [
        AccessRow("GET \(root)technical-issues/", people),
        AccessRow(
            "POST \(root)technical-issues/",
            [.patient, .interpreter, .doctor, .staff],
            #"{"consultation_id": "<consultation>", "category": "audio", "severity": "minor", "description": "Echo"}"#
        ),
        // The patient's.
        AccessRow("GET \(root)technical-issues/{id}/", party),
        AccessRow("POST \(root)technical-issues/{id}/assign/", [.staff, .admin]),
        AccessRow("DELETE \(root)technical-issues/{id}/assign/", [.staff, .admin]),
        AccessRow("POST \(root)technical-issues/{id}/resolve/", [.staff, .admin], #"{"note": "Another browser"}"#),
    ]
}
