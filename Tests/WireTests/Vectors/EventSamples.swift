import Core
import SwiftProtobuf
import Wire

/// Every event, most of them as the patient of the ``Story`` gets them.
enum EventSamples {
    static func vectors() throws -> [MessageVector] {
        try session.map { try MessageVector($0.name, $0.message) }
            + others.enumerated().map { index, sample in
                let seq = UInt64(index + 21)
                return try MessageVector("event-" + sample.name, Story.event(seq, prev: seq - 1, sample.event))
            }
    }

    /// Those of the example session.
    private static var session: [(name: String, message: ProtoServerMessage)] {
        let (doctor, patient) = (Story.seat(1), Story.seat(2))
        let byDoctor = Story.instance - 1
        return [
            (
                "event-admitted",
                Story.event(7, prev: 5, .admitted(patient, by: doctor, Story.patientIdentity), by: byDoctor)
            ),
            ("event-room-entered", Story.event(8, prev: 7, .roomEntered(patient), by: byDoctor)),
            (
                "event-chat-posted",
                Story.event(
                    9,
                    prev: 8,
                    .chatPosted(from: patient, to: nil, text: .present("Good morning, doctor.")),
                    by: Story.instance
                )
            ),
            (
                "event-chat-posted-while-away",
                Story.event(
                    10,
                    prev: 9,
                    .chatPosted(from: doctor, to: patient, text: .present("Are you still there?")),
                    by: byDoctor,
                    counter: 2
                )
            ),
            (
                "event-status-ended",
                Story.event(11, prev: 10, .statusChanged(.ended, .requested, by: doctor), by: byDoctor, counter: 3)
            ),
        ]
    }

    private static let link = InvitationLink(
        id: Story.consultation.uuid,
        role: .interpreter,
        expires: Story.time(86_400),
        usesMax: 1,
        digest: Array(repeating: 0, count: InvitationLink.digestByteCount)
    )

    private static var others: [(name: String, event: ConsultationEvent)] {
        let (doctor, patient, guest) = (Story.seat(1), Story.seat(2), Story.seat(3))
        return [
            (
                "created",
                .created(
                    .init(title: .present(Story.title), start: Story.start, minutes: 30, provider: .direct)
                )
            ),
            ("created-erased", .created(.init(title: .erased, start: Story.start, minutes: 30, provider: .jitsi))),
            ("seat-added", .seatAdded(patient, Story.patient, .patient, name: .present(Story.patientName))),
            ("waiting-room-entered", .waitingRoomEntered(patient)),
            ("left", .left(patient, .left)),
            ("left-connection-lost", .left(patient, .connectionLost)),
            ("denied", .denied(guest, by: doctor, reason: .present("Wrong appointment."))),
            ("moved-to-waiting-room", .movedToWaitingRoom(patient, by: doctor)),
            ("removed", .removed(guest, by: doctor, reason: .present("Not part of this visit."))),
            ("status-waiting", .statusChanged(.waiting, .arrival, by: nil)),
            ("status-on-hold", .statusChanged(.onHold, .requested, by: doctor)),
            ("status-no-show", .statusChanged(.noShow, .deserted, by: nil)),
            ("seen", .seen(by: patient, upTo: 10)),
            ("consent-given", .consentChanged(patient, .recording, given: true)),
            ("consent-withdrawn", .consentChanged(patient, .transcript, given: false)),
            ("note-written", .noteWritten(by: doctor, text: .present("Wound heals well."))),
            (
                "issue-reported",
                .issueReported(by: patient, .connection, .blocking, description: .present("The picture freezes."))
            ),
            (
                "booking-changed",
                .bookingChanged(
                    .init(title: .present(Story.title), start: Story.time(3600), minutes: 45, provider: .direct),
                    by: doctor
                )
            ),
            ("summary-written", .summaryWritten(by: doctor, text: .present("Come again in a week."))),
            ("priority-given", .priorityGiven(patient, .urgent, by: doctor, reason: .present("Chest pain"))),
            ("link-made", .linkMade(link, by: doctor)),
            ("link-used", .linkUsed(link.id, guest)),
            ("claimed", .claimed(by: doctor)),
            ("recording-started", .recordingStarted(by: doctor)),
            ("recording-stopped", .recordingStopped(.newcomer, by: guest)),
            ("recording-stopped-by-the-hub", .recordingStopped(.roomEmpty, by: nil)),
            ("quality-summarised", .qualitySummarised(patient, Story.quality)),
            ("trouble-noticed", .troubleNoticed(patient, .connection, .disturbing, Story.quality)),
            (
                "diagnostics-given",
                .diagnosticsGiven(by: patient, issue: 10, text: .present(#"{"browser": "Example 12"}"#))
            ),
            ("issue-assigned", .issueAssigned(issue: 10, to: Story.patient, by: Story.patient)),
            ("issue-assigned-to-nobody", .issueAssigned(issue: 10, to: nil, by: Story.patient)),
            (
                "issue-resolved",
                .issueResolved(issue: 10, by: Story.patient, note: .present("Another browser helped."))
            ),
            ("link-revoked", .linkRevoked(link.id, by: doctor)),
        ]
    }
}
