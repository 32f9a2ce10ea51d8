import Client
import Foundation
import SwiftProtobuf
import Testing
import Wire

/// The consultations of a run, and the good people in them.
struct GoodCrowd: Sendable {
    private static let roles = ["doctor", "staff", "patient", "interpreter"]

    let consultations: [String]
    /// Four in a row are in one consultation; the first of them is its doctor.
    let guests: [GoodGuest]

    /// Books the consultations, with seats for the bad ones too, and brings the good ones into their rooms.
    static func gather(_ hub: HostileHub, _ scale: HostileScale, bad: [SignedIn]) async throws -> GoodCrowd {
        var consultations: [String] = []
        var guests: [GoodGuest] = []
        for index in 0..<scale.consultations {
            var people: [SignedIn] = []
            for role in roles { people.append(try await hub.person("\(role)-\(index)", role: role)) }
            let invited = bad.enumerated().filter { number, _ in
                [number, number + 1].contains { $0 % scale.consultations == index }
            }
            let id = try await book(by: people[0], with: people + invited.map(\.element))
            consultations.append(id)
            for person in people {
                let guest = GoodGuest(guests.count, try await client(person, id))
                try await guest.client.connect()
                guests.append(guest)
                guard person.email.hasPrefix("patient") || person.email.hasPrefix("interpreter") else { continue }
                let seat = await guest.client.seat
                try await guests[index * roles.count].client.perform(.admit(.with { $0.seat = seat }))
            }
        }
        return GoodCrowd(consultations: consultations, guests: guests)
    }

    static func book(by doctor: SignedIn, with people: [SignedIn]) async throws -> String {
        let consultation = NewConsultation(
            title: "A visit",
            scheduledStart: Date(),
            durationMinutes: 30,
            participants: people.map { .init(email: $0.email) }
        )
        return try await doctor.rest.create(consultation).id
    }

    static func client(_ person: SignedIn, _ id: String) async throws -> ConsultationClient {
        let path = try await person.rest.join(id).websocketPath
        let configuration = ConsultationClient.Configuration(address: person.rest.address, path: path, device: "good")
        return ConsultationClient(configuration) { .ticket(try await person.rest.join(id).ticket) }
    }

    /// The doctor of a consultation.
    func doctor(_ index: Int) -> GoodGuest { guests[index * Self.roles.count] }

    /// Ends everybody's visit.
    ///
    /// What they have said is on its way to each of them before the answer to a later command of that one, so nobody
    /// leaves without having heard it.
    func leave() async throws {
        for guest in guests { try await guest.client.perform(.postChat(.with { $0.text = "bye" })) }
        for guest in guests { await guest.client.close() }
    }

    /// What everybody saw; they have left before.
    func records() async -> [GoodRecord] {
        var records: [GoodRecord] = []
        for guest in guests { records.append(await guest.record) }
        return records
    }
}
