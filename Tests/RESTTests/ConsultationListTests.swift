import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct ConsultationListTests {
    private static let path = "/telemedicine/api/consultations/"

    @Test func peopleSeeTheirOwnAndTheClinicSeesAll() async throws {
        let clinic = try await Clinic()
        for (user, person) in [
            (clinic.patient, clinic.patient.id), (clinic.doctor, clinic.doctor.id), (clinic.staff, nil),
            (clinic.admin, nil),
        ] {
            #expect(try await clinic.send(.get, Self.path, as: user).status == 200)
            #expect(clinic.catalog.query == CatalogQuery(person: person, limit: 20))
        }
    }

    @Test func hostFindsEverybody() async throws {
        let clinic = try await Clinic()
        let summary = Example.summary([clinic.doctor, clinic.patient])
        clinic.catalog.hold(CatalogPage(total: 1, items: [summary]))
        let answer = try await clinic.send(.get, Self.path, as: clinic.doctor)
        let item = try #require(try answer.results.first)
        #expect(item["id"] as? String == summary.id.description)
        #expect(item["title"] as? String == "Follow-up")
        #expect(item["scheduled_start"] as? String == "2027-01-15T09:00:00.000Z")
        #expect(item["duration_minutes"] as? Int == 30)
        #expect(item["provider"] as? String == "direct")
        #expect(item["status"] as? String == "active")
        #expect(item["seq"] as? Int == 12)
        let people = try #require(item["participants"] as? [[String: String]])
        #expect(people.map { $0["name"] } == ["Ada", "Ben"])
        #expect(people.map { $0["person_id"] } == [clinic.doctor.id.description, clinic.patient.id.description])
    }

    @Test func patientFindsOnlyThemselvesAndNotWhetherItHasBegun() async throws {
        let clinic = try await Clinic()
        clinic.catalog.hold(
            CatalogPage(
                total: 2,
                items: [
                    Example.summary([clinic.doctor, clinic.patient]),
                    Example.summary([clinic.doctor, clinic.patient], status: .ended),
                ]
            )
        )
        let answer = try await clinic.send(.get, Self.path, as: clinic.patient)
        #expect(try answer.results.map { $0["status"] as? String } == ["waiting", "ended"])
        #expect(!answer.text.contains("Ada"))
        #expect(answer.text.contains("Ben"))
    }

    @Test func staffAndAdminsFindWhoTakesPart() async throws {
        let clinic = try await Clinic()
        clinic.catalog.hold(CatalogPage(total: 1, items: [Example.summary([clinic.doctor, clinic.patient])]))
        for user in [clinic.staff, clinic.admin] {
            let item = try #require(try await clinic.send(.get, Self.path, as: user).results.first)
            #expect(item["status"] as? String == "active")
            let people = try #require(item["participants"] as? [[String: String]])
            #expect(people.map { $0["name"] } == ["Ada", "Ben"])
        }
    }

    @Test func queryReachesTheCatalog() async throws {
        let clinic = try await Clinic()
        clinic.catalog.hold(CatalogPage(total: 100, items: []))
        let query = "?page=3&page_size=10&ordering=-scheduled_start&status=on_hold"
        #expect(try await clinic.send(.get, Self.path + query, as: clinic.staff).status == 200)
        #expect(
            clinic.catalog.query
                == CatalogQuery(person: nil, status: .onHold, order: .startDescending, offset: 20, limit: 10)
        )
    }

    @Test func hostsAndTheClinicSearchByNames() async throws {
        let clinic = try await Clinic()
        for (user, person) in [(clinic.doctor, clinic.doctor.id), (clinic.staff, nil), (clinic.admin, nil)] {
            #expect(try await clinic.send(.get, Self.path + "?search=Mar%20Quist,", as: user).status == 200)
            #expect(clinic.catalog.query == CatalogQuery(person: person, words: ["mar", "quist"], limit: 20))
        }
        let long = String(repeating: "a", count: 501)
        for search in ["", "%2C", long] {
            let answer = try await clinic.send(.get, Self.path + "?search=\(search)", as: clinic.staff)
            #expect(answer.status == 400, "\(search)")
        }
        #expect(try await clinic.send(.get, Self.path + "?search=ada", as: clinic.patient).status == 400)
    }

    @Test func linksLeadToTheNeighbours() async throws {
        let clinic = try await Clinic()
        let items = (0..<10).map { _ in Example.summary([clinic.doctor]) }
        clinic.catalog.hold(CatalogPage(total: 25, items: items))
        let first = try await clinic.send(.get, Self.path + "?page_size=10", as: clinic.doctor).json
        #expect(first["count"] as? Int == 25)
        #expect(first["previous"] is NSNull)
        #expect(first["next"] as? String == "/telemedicine/api/consultations/?page=2&page_size=10")
        let query = "?page=2&page_size=10&ordering=-scheduled_start&status=ended"
        let second = try await clinic.send(.get, Self.path + query, as: clinic.doctor).json
        let rest = "page_size=10&ordering=-scheduled_start&status=ended"
        #expect(second["previous"] as? String == "/telemedicine/api/consultations/?page=1&\(rest)")
        #expect(second["next"] as? String == "/telemedicine/api/consultations/?page=3&\(rest)")
        clinic.catalog.hold(CatalogPage(total: 25, items: Array(items.prefix(5))))
        let last = try await clinic.send(.get, Self.path + "?page=3&page_size=10", as: clinic.doctor).json
        #expect(last["next"] is NSNull)
    }

    @Test func filtersReachTheCatalog() async throws {
        let clinic = try await Clinic()
        let query =
            "?provider=jitsi&doctor=\(clinic.doctor.id)&ordering=-created_at"
            + "&start_from=2027-01-15T09:00:00Z&start_to=2027-01-16T09:00:00Z"
        #expect(try await clinic.send(.get, Self.path + query, as: clinic.staff).status == 200)
        #expect(
            clinic.catalog.query
                == CatalogQuery(
                    person: nil,
                    provider: .jitsi,
                    doctor: clinic.doctor.id,
                    from: Example.start,
                    to: Example.start + .seconds(24 * 3600),
                    order: .createdDescending
                )
        )
        #expect(try await clinic.send(.get, Self.path + query, as: clinic.patient).status == 400)
    }

    @Test func aCursorReadsOnFromTheLastOne() async throws {
        let clinic = try await Clinic()
        let items = (0..<2).map { _ in Example.summary([clinic.doctor]) }
        clinic.catalog.hold(CatalogPage(total: 25, items: items))
        let path = Self.path + "?cursor=first&page_size=2&status=ended"
        let next = try #require(try await clinic.send(.get, path, as: clinic.doctor).json["next"] as? String)
        let place = "\(Example.start.milliseconds).\(items[1].id)"
        #expect(next == Self.path + "?cursor=\(place)&page_size=2&status=ended")
        clinic.catalog.hold(CatalogPage(total: 25, items: [items[0]]))
        #expect(try await clinic.send(.get, next, as: clinic.doctor).json["next"] is NSNull)
        #expect(clinic.catalog.query?.after == CatalogQuery.Cursor(time: Example.start, id: items[1].id))
    }

    @Test func emptyListHasAFirstPageOnly() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, Self.path, as: clinic.doctor)
        #expect(answer.text == #"{"count":0,"next":null,"previous":null,"results":[]}"#)
        #expect(try await clinic.send(.get, Self.path + "?page=2", as: clinic.doctor).status == 404)
    }

    @Test(arguments: [
        ("page=0", "page"), ("page=-1", "page"), ("page=x", "page"), ("page=", "page"), ("page=1.5", "page"),
        ("page=9223372036854775807", "page"), ("page=99999999999999999999", "page"), ("page_size=0", "page_size"),
        ("page_size=101", "page_size"), ("ordering=title", "ordering"), ("status=open", "status"),
        ("provider=skype", "provider"), ("doctor=x", "doctor"), ("start_from=today", "start_from"),
        ("start_to=", "start_to"), ("cursor=x", "cursor"), ("page=2&cursor=first", "cursor"), ("title=Ben", "title"),
    ])
    func badQueryIsRefused(query: String, field: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, "\(Self.path)?\(query)", as: clinic.doctor)
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [field])
        #expect(clinic.catalog.query == nil)
    }

    @Test func patientCanNotFilterByAnOpenStatus() async throws {
        let clinic = try await Clinic()
        #expect(try await clinic.send(.get, Self.path + "?status=active", as: clinic.patient).status == 400)
        #expect(try await clinic.send(.get, Self.path + "?status=ended", as: clinic.patient).status == 200)
    }
}
