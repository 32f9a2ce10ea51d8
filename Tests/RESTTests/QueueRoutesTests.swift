import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct QueueRoutesTests {
    private static let path = "/telemedicine/api/queues/"

    /// Two visits of the doctor: one for an hour, one more urgent.
    private static func waiting(_ clinic: Clinic) -> [ConsultationID] {
        let summaries = (0..<2).map { _ in Example.summary([clinic.doctor, clinic.patient], status: .waiting) }
        clinic.catalog.hold(CatalogPage(total: 2, items: summaries))
        var first = Example.waitingRoom(summaries[0].id, clinic, seenBy: clinic.doctor)
        first.participants[1].priority = .normal
        clinic.desk.seat(clinic.doctor.id, first)
        var second = Example.waitingRoom(summaries[1].id, clinic, seenBy: clinic.doctor)
        second.participants[1].since = Example.start + .seconds(3600)
        clinic.desk.seat(clinic.doctor.id, second)
        return summaries.map(\.id)
    }

    @Test func theMoreUrgentComesFirst() async throws {
        let clinic = try await Clinic()
        let ids = Self.waiting(clinic)
        let results = try await clinic.send(.get, Self.path, as: clinic.doctor).results
        #expect(results.map { $0["consultation_id"] as? String } == [ids[1].description, ids[0].description])
        #expect(results.map { $0["position"] as? Int } == [1, 2])
        #expect(results.first?["priority"] as? String == "raised")
        #expect(clinic.catalog.query == CatalogQuery(person: clinic.doctor.id, status: .waiting, limit: 100))
    }

    @Test func staffAndAdminsSeeAllWhoWaitAndWhoServesThem() async throws {
        let clinic = try await Clinic()
        let summary = Example.summary([clinic.doctor, clinic.patient], status: .waiting)
        clinic.catalog.hold(CatalogPage(total: 1, items: [summary]))
        clinic.desk.show(Example.overview(summary.id, clinic))
        for user in [clinic.staff, clinic.admin] {
            let entry = try #require(try await clinic.send(.get, Self.path, as: user).results.first)
            #expect(entry["name"] as? String == "Ben")
            let doctors = try #require(entry["doctors"] as? [[String: Any]])
            #expect(doctors.map { $0["name"] as? String } == ["Ada"])
            #expect(doctors.first?["in_room"] as? Bool == false)
            #expect(clinic.catalog.query == CatalogQuery(person: nil, status: .waiting, limit: 100))
        }
    }

    @Test func aQueueOfOneDoctorCanBeAskedFor() async throws {
        let clinic = try await Clinic()
        _ = Self.waiting(clinic)
        for (user, person) in [(clinic.staff, nil), (clinic.doctor, clinic.doctor.id)] {
            let path = "\(Self.path)?doctor=\(clinic.doctor.id)"
            #expect(try await clinic.send(.get, path, as: user).status == 200)
            let query = CatalogQuery(person: person, status: .waiting, doctor: clinic.doctor.id, limit: 100)
            #expect(clinic.catalog.query == query)
        }
        #expect(try await clinic.send(.get, "\(Self.path)?doctor=x", as: clinic.staff).status == 400)
        #expect(try await clinic.send(.get, "\(Self.path)?room=x", as: clinic.staff).status == 400)
    }

    @Test func theNextOneIsTaken() async throws {
        let clinic = try await Clinic()
        let ids = Self.waiting(clinic)
        let answer = try await clinic.send(.post, Self.path + "next/", as: clinic.doctor)
        #expect(answer.status == 200)
        #expect(try answer.json["consultation_id"] as? String == ids[1].description)
        #expect(try answer.json["claimed_by"] as? Int == 1)
        #expect(clinic.desk.questions.last == FakeDesk.Question(id: ids[1], request: .claim(by: clinic.doctor.id)))
    }

    @Test func whereAllAreTakenNobodyWaits() async throws {
        let clinic = try await Clinic()
        let ids = Self.waiting(clinic)
        clinic.desk.reply(.refused(.taken))
        let answer = try await clinic.send(.post, Self.path + "next/", as: clinic.doctor)
        #expect(answer.status == 404)
        #expect(try answer.code == "nobody_waits")
        #expect(clinic.desk.questions.suffix(2).map(\.id) == [ids[1], ids[0]])
    }

    @Test func theQueueIsForThoseWhoServeIt() async throws {
        let clinic = try await Clinic()
        #expect(try await clinic.send(.get, Self.path, as: clinic.patient).status == 403)
        #expect(try await clinic.send(.post, Self.path + "next/", as: clinic.staff).status == 403)
        let take = "/telemedicine/api/consultations/\(Example.consultationID())/waiting-room/take/"
        #expect(try await clinic.send(.post, take, as: clinic.doctor).text == #"{"seq":7}"#)
    }
}
