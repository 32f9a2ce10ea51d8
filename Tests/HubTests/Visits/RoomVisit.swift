import Client
import Foundation
import SwiftProtobuf
import Testing
import Wire

@testable import Hub

/// A consultation of a demo doctor and a demo patient who are both in the room, over real sockets.
struct RoomVisit {
    let id: String
    let doctor: ConsultationClient
    let patient: ConsultationClient
    /// As the doctor.
    let rest: RESTClient

    static func begin(on life: HubLife) async throws -> RoomVisit {
        try await begin(life.file, reconnecting: nil)
    }

    /// Books the visit and brings both people into the room.
    static func begin(_ file: DevelopmentFile, reconnecting: ReconnectPolicy?) async throws -> RoomVisit {
        let doctor = try await signIn(file, "doctor")
        let patient = try await signIn(file, "patient")
        let entry = try await doctor.create(
            NewConsultation(
                title: "A visit",
                scheduledStart: Date(),
                durationMinutes: 30,
                participants: try ["doctor", "patient"].map { role in
                    .init(email: try person(role, in: file).email)
                }
            )
        )
        let visit = RoomVisit(
            id: entry.id,
            doctor: try await client(entry.id, "doctor", doctor, reconnecting),
            patient: try await client(entry.id, "patient", patient, reconnecting),
            rest: doctor
        )
        try await visit.doctor.connect()
        try await visit.patient.connect()
        let seat = await visit.patient.seat
        try await visit.doctor.perform(.admit(.with { $0.seat = seat }))
        return visit
    }

    private static func person(_ role: String, in file: DevelopmentFile) throws -> DevelopmentFile.Person {
        try #require(file.people.first { $0.role == role })
    }

    static func signIn(_ file: DevelopmentFile, _ role: String) async throws -> RESTClient {
        let person = try person(role, in: file)
        let address = try #require(HubAddress(url: file.url))
        return try await RESTClient(address).signIn(email: person.email, password: person.password).0
    }

    private static func client(
        _ id: String,
        _ device: String,
        _ rest: RESTClient,
        _ reconnecting: ReconnectPolicy?
    ) async throws -> ConsultationClient {
        let path = try await rest.join(id).websocketPath
        var configuration = ConsultationClient.Configuration(address: rest.address, path: path, device: device)
        configuration.reconnecting = reconnecting
        return ConsultationClient(configuration) { .ticket(try await rest.join(id).ticket) }
    }

    /// Reads the patient's updates up to the one that is meant.
    func see(_ isMeant: (ConsultationUpdate) -> Bool) async throws {
        for await update in patient.updates where isMeant(update) { return }
        Issue.record("the visit was over before it was seen")
    }

    /// Reads the patient's updates up to a message with this text.
    func see(_ text: String) async throws {
        try await see { update in
            guard case .event(let event, _) = update, case .chatPosted(let chat) = event.body else { return false }
            return chat.text == text
        }
    }

    /// Connects the patient again; returns how the hub took them back.
    func patientReturns() async throws -> ProtoWelcome {
        try await patient.connect()
        for await update in patient.updates {
            if case .welcome(let welcome) = update { return welcome }
        }
        throw ClientError.over
    }
}

extension ConsultationClient {
    /// Loses the connection, and returns when that is noticed.
    ///
    /// Only for clients that don't come back by themselves.
    func disconnect() async throws {
        dropConnection()
        for await update in updates {
            if case .closed = update { return }
        }
    }
}
