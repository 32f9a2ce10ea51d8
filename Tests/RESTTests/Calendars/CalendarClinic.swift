import Actors
import Core
import Foundation
import HTTPTypes
import Persistence
import REST
import TestKit
import Testing

/// The REST surface over real calendars and a real store, with invented people.
struct CalendarClinic {
    /// A Friday; the doctor's first slot after it is on Monday at 8:00 UTC.
    static let now = "2027-01-15T12:00:00Z"
    static let slot = "2027-01-18T08:00:00.000Z"
    static let bookings = "/telemedicine/api/bookings/"
    static let doctors = "/telemedicine/api/doctors/"

    let clinic: Clinic
    let store: Store

    /// Makes everything, and removes it after `body`, however that ends.
    static func run(_ body: (CalendarClinic) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/laso-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let loop = ThreadLoop()
        defer { loop.stop() }
        let master = try #require(MasterKey(secret: "a secret for tests, known to everybody"))
        let time = try #require(Timestamp(rfc3339: now))
        let store = try Store.open(StorePaths(folder: folder), master: master, at: time)
        do {
            try await body(CalendarClinic(store, loop, time))
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private init(_ store: Store, _ loop: ThreadLoop, _ time: Timestamp) async throws {
        self.store = store
        var clinic = try await Clinic()
        clinic.clocks.setWall(time)
        let context = CalendarContext(clocks: clinic.clocks, journal: store.journal, zones: TestTimeZones())
        clinic.dependencies.booking = BookingServices(
            calendars: CalendarRegistry(shards: [CalendarShard(loop: loop, context: context)]),
            catalog: store.journal,
            zones: TestTimeZones(),
            settle: { _ in true },
            provide: { _ in .done },
            addPatient: { _, _ throws(Refusal) in throw .busy }
        )
        self.clinic = clinic
    }

    var doctor: User { clinic.doctor }
    var patient: User { clinic.patient }
    var staff: User { clinic.staff }

    /// With other people than the usual ones beside them.
    func with(_ people: [User]) -> CalendarClinic {
        var copy = clinic
        copy.dependencies.users = FakeUsers(
            people: [clinic.doctor, clinic.patient, clinic.staff, clinic.admin] + people
        )
        return CalendarClinic(clinic: copy, store: store)
    }

    private init(clinic: Clinic, store: Store) {
        self.clinic = clinic
        self.store = store
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        as user: User?,
        key: String? = nil,
        body: String? = nil
    ) async throws -> Answer {
        try await clinic.send(method, path, as: user, headers: key.map { ["Idempotency-Key": $0] } ?? [:], body: body)
    }

    static let hours = """
        {"time_zone": "Europe/Berlin", "slot_minutes": 30, "specialties": ["Cardiology"],
        "weekly": [\((1...5).map { #"{"weekday": \#($0), "start": "09:00", "end": "12:00"}"# }.joined(separator: ","))]}
        """

    /// The doctor says when they work.
    func openCalendar() async throws {
        let answer = try await send(.put, "\(Self.doctors)\(doctor.id)/availability/", as: doctor, body: Self.hours)
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// Books for the patient, and returns the booking's id.
    func book(_ start: String = slot, as user: User? = nil, more: String = "") async throws -> String {
        let answer = try await send(.post, Self.bookings, as: user ?? patient, body: request(start, more: more))
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(try answer.json["id"] as? String)
    }

    /// Lets the booking's consultation be there, as the list has it.
    func hold(_ id: String, _ status: ConsultationStatus = .scheduled) throws {
        let uuid = try #require(UUID(uuidString: id))
        let visit = ConsultationSummary(
            id: ConsultationID(uuid: uuid),
            booking: Example.booking,
            status: status,
            seats: [],
            seq: 3,
            createdAt: Example.start,
            updatedAt: Example.start
        )
        clinic.catalog.hold(CatalogPage(total: 1, items: [visit]))
    }

    func request(_ start: String = slot, more: String = "") -> String {
        #"{"doctor_id": "\#(doctor.id)", "start": "\#(start)", "reason": "A cough", "notes": "No stairs"\#(more)}"#
    }
}
