import Auth
import Core
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import REST

/// The record about an answer names everybody whose data it showed.
@Suite struct AuditedSubjectTests {
    private static let root = "/telemedicine/api/"

    /// The repeat comes from memory, and shows the same.
    @Test func anAnswerThatIsRememberedNamesThemEachTime() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let subjects: [AuditRecord.Subject] = [.init(.item, issue.id.uuid), .consultation(issue.consultation)]
        let body = """
            {"consultation_id": "\(issue.consultation)", "category": "audio", "severity": "blocking",
            "description": "No sound"}
            """
        for _ in 0..<2 {
            let answer = try await clinic.send(
                .post,
                "\(Self.root)technical-issues/",
                as: clinic.patient,
                headers: ["Idempotency-Key": "k"],
                body: body
            )
            #expect(answer.status == 201)
        }
        #expect(clinic.trail.records.map(\.subjects) == [subjects, subjects])
        #expect(clinic.desk.questions.count == 1)
    }

    @Test func whatIsDoneToAnIssueNamesItsVisit() async throws {
        let clinic = try await Clinic()
        let issue = clinic.reportedIssue()
        let path = "\(Self.root)technical-issues/\(issue.id)/"
        _ = try await clinic.send(.get, path, as: clinic.staff)
        _ = try await clinic.send(.post, path + "assign/", as: clinic.staff)
        _ = try await clinic.send(.post, path + "resolve/", as: clinic.staff, body: #"{"note": "Better now"}"#)
        let subjects: [AuditRecord.Subject] = [.init(.item, issue.id.uuid), .consultation(issue.consultation)]
        #expect(clinic.trail.records.map(\.subjects) == [subjects, subjects, subjects])
    }

    @Test func whoTakesTheNextInTheQueueIsRecordedWithTheVisit() async throws {
        let clinic = try await Clinic()
        let summary = Example.summary([clinic.doctor, clinic.patient], status: .waiting)
        clinic.catalog.hold(CatalogPage(total: 1, items: [summary]))
        clinic.desk.seat(clinic.doctor.id, Example.waitingRoom(summary.id, clinic, seenBy: clinic.doctor))
        for _ in 0..<2 {
            let answer = try await clinic.send(
                .post,
                "\(Self.root)queues/next/",
                as: clinic.doctor,
                headers: ["Idempotency-Key": "k"]
            )
            #expect(answer.status == 200)
        }
        #expect(clinic.trail.records.map(\.subjects) == [[.consultation(summary.id)], [.consultation(summary.id)]])
    }

    @Test func mailsNameTheirReceiversAndVisits() async throws {
        let clinic = try await Clinic()
        let booking = UUID()
        for recipient in [clinic.patient.id, clinic.doctor.id] {
            clinic.post.add(
                MailItem(
                    id: MailID(uuid: UUID()),
                    kind: .invitation,
                    recipient: recipient,
                    subject: booking,
                    visit: nil,
                    sequence: 0,
                    createdAt: clinic.clocks.now(),
                    due: clinic.clocks.now(),
                    changedAt: clinic.clocks.now()
                )
            )
        }
        _ = try await clinic.send(.get, "\(Self.root)mail/", as: clinic.admin)
        let subjects = try #require(clinic.trail.records.first).subjects
        #expect(
            Set(subjects) == [.person(clinic.patient.id), .person(clinic.doctor.id), .init(.booking, booking)]
        )
        #expect(subjects.count == 3)
    }

    @Test func theFeedNamesTheVisitsOfItsEvents() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let visits = (0..<3).map { _ in ConsultationID(uuid: UUID()) }
        for visit in visits {
            let event = ConsultationEvent.statusChanged(.ended, .requested, by: nil)
            office.feed.add(JournalExamples.entry(event, of: EntityID(visit), seq: 1))
        }
        _ = try await clinic.send(.get, "\(Self.root)events/", as: clinic.staff)
        #expect(clinic.trail.records.first?.subjects == visits.map(AuditRecord.Subject.consultation))
    }

    @Test func theAuditNamesThoseWhomItTellsOf() async throws {
        let clinic = try await Clinic()
        let records = [clinic.patient.id, clinic.doctor.id, clinic.patient.id].map { person in
            AuditRecord(door: .rest, person: person, operation: "get_bookings")
        }
        let rows = records.enumerated().map { index, record in
            AuditRow(position: UInt64(index), seq: UInt64(index), time: Example.start, event: .accessed(record))
        }
        clinic.trail.hold(AuditPage(total: 3, rows: rows))
        _ = try await clinic.send(.get, "\(Self.root)audit/", as: clinic.admin)
        #expect(clinic.trail.records.first?.subjects == [.person(clinic.patient.id), .person(clinic.doctor.id)])
    }

    @Test func figuresOfOneDoctorAreAboutThatDoctor() async throws {
        let clinic = try await Clinic()
        let path = "\(Self.root)consultations/stats/"
        _ = try await clinic.send(.get, path, as: clinic.staff)
        _ = try await clinic.send(.get, "\(path)?doctor=\(clinic.doctor.id)", as: clinic.staff)
        #expect(clinic.trail.records.map(\.subjects) == [[], [.person(clinic.doctor.id)]])
    }

    @Test func whatIsOnesOwnIsAboutOneself() async throws {
        let clinic = try await Clinic.withDirectory()
        let (access, _) = try await clinic.tokens(of: clinic.patient)
        clinic.trail.forget()
        _ = try await clinic.send(.get, "\(Self.root)auth/me/", token: access)
        #expect(clinic.trail.records.first?.subjects == [.person(clinic.patient.id)])
    }

    // MARK: Those who prove who they are by asking

    /// Every operation that is for everyone and is about somebody; a new one without a row fails the test.
    private static let doors: [String: @Sendable (Clinic) async throws -> (answer: Answer, person: String?)] = [
        "post_auth_login": { clinic in (try await clinic.logIn(clinic.patient), "\(clinic.patient.id)") },
        "post_auth_refresh": { clinic in
            let (_, refresh) = try await clinic.tokens(of: clinic.patient)
            return (try await clinic.refresh(refresh), "\(clinic.patient.id)")
        },
        "post_auth_register_confirm": { clinic in
            let registration = #"{"email": "eve@example.org", "name": "Eve Sand", "password": "long enough"}"#
            _ = try await clinic.send(.post, "\(root)auth/register/", body: registration)
            await clinic.deliverMail()
            let token = try #require(clinic.mailbox.token(for: "eve@example.org"))
            let body = #"{"token": "\#(token)", "password": "long enough"}"#
            let answer = try await clinic.send(.post, "\(root)auth/register/confirm/", body: body)
            return (answer, try answer.json["id"] as? String)
        },
        "post_auth_password_reset_confirm": { clinic in
            let email = clinic.patient.email.value?.text ?? ""
            _ = try await clinic.send(.post, "\(root)auth/password/reset/", body: #"{"email": "\#(email)"}"#)
            await clinic.deliverMail()
            let token = try #require(clinic.mailbox.token(for: email))
            let body = #"{"token": "\#(token)", "new_password": "another password"}"#
            return (
                try await clinic.send(.post, "\(root)auth/password/reset/confirm/", body: body), "\(clinic.patient.id)"
            )
        },
        "post_auth_email_confirm": { clinic in
            let body = #"{"email": "ben.bright@example.org", "password": "\#(FakeUsers.password)"}"#
            let (access, _) = try await clinic.tokens(of: clinic.patient)
            _ = try await clinic.send(.post, "\(root)auth/email/", token: access, body: body)
            await clinic.deliverMail()
            let token = try #require(clinic.mailbox.token(for: "ben.bright@example.org"))
            let confirmation = #"{"token": "\#(token)", "password": "\#(FakeUsers.password)"}"#
            let answer = try await clinic.send(.post, "\(root)auth/email/confirm/", body: confirmation)
            return (answer, "\(clinic.patient.id)")
        },
        "post_invitations_redeem": { clinic in
            var generator = SystemRandomNumberGenerator()
            let id = Example.consultationID()
            let secret = InvitationSecret(for: id, using: &generator)
            let key = "tablet-of-mara-0123456789"
            let person = secret.person(with: try #require(GuestKey(key)))
            clinic.desk.seat(person, Example.view(id, of: clinic.patient))
            let body = #"{"secret": "\#(secret.text)", "name": "Mara", "guest_key": "\#(key)"}"#
            return (try await clinic.send(.post, "\(root)invitations/redeem/", body: body), "\(person)")
        },
    ]

    @Test func whoeverProvesWhoTheyAreIsRecordedAsThat() async throws {
        let open = RESTRoutes.endpoints.filter { $0.access == .everyone && $0.audit != .nothingPersonal }
        #expect(Set(Self.doors.keys) == Set(open.map(\.operationID)))
        for (operation, knock) in Self.doors {
            let clinic = try await Clinic.withDirectory()
            let (answer, person) = try await knock(clinic)
            #expect((200..<300).contains(answer.status), "\(operation): \(answer.text)")
            let record = try #require(clinic.trail.records.last)
            let id = try #require(person.flatMap { PersonID($0) })
            #expect(record.operation == operation)
            #expect(record.person == id, "\(operation)")
            #expect(record.subjects.contains(.person(id)), "\(operation)")
        }
    }
}
