import Foundation

/// A body that fits its schema and makes no sense.
struct BadInputRow: Sendable {
    /// Method and path, as the document writes them.
    let operation: String
    /// With blanks for what is only known in the run: `<doctor>`, `<patient>`.
    let body: String
    let statuses: Set<Int>

    init(_ operation: String, _ body: String, _ statuses: Int...) {
        self.operation = operation
        self.body = body
        self.statuses = Set(statuses)
    }

    func body(with clinic: AccessClinic) -> String {
        body.replacing("<doctor>", with: clinic.calendar.doctorID).replacing(
            "<patient>",
            with: clinic.calendar.patientID
        )
    }
}

/// Nonsense that only one operation can be told: slots in the past, days that there are not, zones that nobody lives in.
enum BadInputTable {
    private static let root = "/telemedicine/api/"
    private static let availability = "PUT \(root)doctors/{id}/availability/"
    private static let bookings = "POST \(root)bookings/"
    private static let move = "POST \(root)bookings/{id}/reschedule/"
    private static let importing = "POST \(root)bookings/import/"
    private static let visits = "POST \(root)consultations/"
    private static let visit = "PATCH \(root)consultations/{id}/"
    private static let me = "PATCH \(root)auth/me/"

    static let rows = hours + slots + imports + others

    private static let hours =
        ["Mars/Olympus", "CET+1", "../Europe/Berlin", "", "UTC\\u0000", "+02:00"].map { zone in
            BadInputRow(availability, #"{"time_zone": "\#(zone)", "slot_minutes": 30, "weekly": []}"#, 400)
        }
        + [
            #"[{"weekday": 0, "start": "09:00", "end": "12:00"}]"#,
            #"[{"weekday": 8, "start": "09:00", "end": "12:00"}]"#,
            #"[{"weekday": 1, "start": "12:00", "end": "09:00"}]"#,
            #"[{"weekday": 1, "start": "25:00", "end": "26:00"}]"#,
            #"[{"weekday": 1, "start": "9", "end": "12"}]"#, #"[{"weekday": 1, "start": "09:00"}]"#, "[7]", "[[]]",
            #"[{"weekday": 1, "start": "09:60", "end": "12:00"}]"#,
            #"[{"weekday": 1, "start": "-1:00", "end": "12:00"}]"#,
        ].map { hours in
            BadInputRow(availability, #"{"time_zone": "UTC", "slot_minutes": 30, "weekly": \#(hours)}"#, 400)
        }
        + [
            #"[{"kind": "off", "from": "2027-02-30", "until": "2027-03-01"}]"#,
            #"[{"kind": "off", "from": "2027-02-02", "until": "2027-02-01"}]"#,
            #"[{"kind": "away", "from": "2027-02-01", "until": "2027-02-02"}]"#,
            #"[{"kind": "off", "from": "0000-01-01", "until": "9999-12-31"}]"#,
        ].map { exceptions in
            let rest = #""time_zone": "UTC", "slot_minutes": 30, "weekly": [], "exceptions": \#(exceptions)"#
            return BadInputRow(availability, "{\(rest)}", 400)
        }

    /// In the past, before there were clocks, beside every slot, and further ahead than anybody plans.
    private static let starts = [
        "2020-01-01T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z",
    ]

    private static let slots =
        starts.map { start in
            let body = #"{"doctor_id": "<doctor>", "patient_id": "<patient>", "start": "\#(start)"}"#
            return BadInputRow(bookings, body, 400, 409)
        } + starts.map { BadInputRow(move, #"{"start": "\#($0)"}"#, 400, 409) }
        + [
            booking(#""doctor_id": "<patient>", "patient_id": "<patient>""#),
            booking(#""doctor_id": "<doctor>", "patient_id": "<doctor>""#),
        ]

    private static func booking(_ people: String) -> BadInputRow {
        BadInputRow(bookings, #"{\#(people), "start": "2027-01-18T08:00:00Z"}"#, 400, 403)
    }

    private static let imports = [
        #""version": -1, "start": "2027-01-18T08:00:00Z", "duration_minutes": 30"#,
        #""version": 18446744073709551616, "start": "2027-01-18T08:00:00Z", "duration_minutes": 30"#,
        #""version": 1, "start": "2027-01-18T08:00:00Z", "duration_minutes": 0"#,
        #""version": 1, "start": "2027-01-18T08:00:00Z", "duration_minutes": 100000"#,
        #""version": 1, "start": "2027-01-18T08:00:00+14:60", "duration_minutes": 30"#,
    ].map { rest in
        let names = #""source": "his", "external_id": "1", "status": "booked""#
        let people = #""doctor_id": "<doctor>", "patient_id": "<patient>""#
        return BadInputRow(importing, "{\(names), \(people), \(rest)}", 400)
    }

    private static let people = [
        #"{"person_id": "<patient>"}, {"person_id": "<patient>"}"#, #"{"person_id": "<patient>", "role": "doctor"}"#,
        "{}",
        #"{"person_id": "<patient>", "email": "ben@example.org"}"#, "7",
    ]

    private static let others =
        people.map { people in
            let rest = #""title": "A", "scheduled_start": "2027-01-18T08:00:00Z", "duration_minutes": 30"#
            return BadInputRow(visits, #"{\#(rest), "participants": [\#(people)]}"#, 400)
        }
        + [
            BadInputRow(visit, #"{"scheduled_start": "2027-01-18T08:00:00+24:00"}"#, 400),
            BadInputRow(visit, #"{"duration_minutes": 1441}"#, 400), BadInputRow(visit, #"{"title": ""}"#, 400),
            BadInputRow(me, #"{"time_zone": "Mars/Olympus"}"#, 400), BadInputRow(me, #"{"language": "\u0000"}"#, 400),
            BadInputRow(me, #"{"name": "A\u0007"}"#, 400),
        ]
}
