import Core
import FoundationEssentials

/// One event of every kind, with names under which its bytes are kept.
enum GoldenEvents {
    static let named: [(name: String, event: ConsultationEvent)] = [
        ("created", .created(.init(title: .present("Follow-up"), start: time, minutes: 30, provider: .direct))),
        ("created-erased", .created(.init(title: .erased, start: time, minutes: 1440, provider: .googleMeet))),
        ("created-before-1970", .created(.init(title: .present(""), start: before, minutes: 0, provider: .jitsi))),
        ("seat-added", .seatAdded(patient, person, .patient, name: .present("Jonas Lindqvist"))),
        ("seat-added-erased", .seatAdded(far, person, .interpreter, name: .erased)),
        ("waiting-room-entered", .waitingRoomEntered(patient)),
        ("room-entered", .roomEntered(doctor)),
        ("left", .left(patient, .left)),
        ("left-connection-lost", .left(far, .connectionLost)),
        (
            "admitted",
            .admitted(
                patient,
                by: doctor,
                .init(person: person, role: .patient, name: .present("Jonas Lindqvist"))
            )
        ),
        ("admitted-erased", .admitted(far, by: doctor, .init(person: person, role: .interpreter, name: .erased))),
        ("denied", .denied(patient, by: doctor, reason: .present("Wrong appointment."))),
        ("moved-to-waiting-room", .movedToWaitingRoom(patient, by: doctor)),
        ("removed", .removed(patient, by: doctor, reason: .present(""))),
        ("status-waiting-by-the-hub", .statusChanged(.waiting, .arrival, by: nil)),
        ("status-ended-by-a-seat", .statusChanged(.ended, .requested, by: doctor)),
        ("chat-to-everyone", .chatPosted(from: patient, to: nil, text: .present("grüß dich 👋"))),
        ("chat-to-one", .chatPosted(from: doctor, to: far, text: .present("Only for you."))),
        ("chat-erased", .chatPosted(from: doctor, to: nil, text: .erased)),
        ("seen", .seen(by: patient, upTo: 300)),
        ("consent-given", .consentChanged(patient, .recording, given: true)),
        ("consent-withdrawn", .consentChanged(patient, .observer, given: false)),
        ("note-written", .noteWritten(by: doctor, text: .present("Wound heals well."))),
        ("had-no-effect", .hadNoEffect(by: far)),
        ("booking-changed", .bookingChanged(moved, by: doctor)),
        ("booking-changed-by-the-hub", .bookingChanged(moved, by: nil)),
        ("summary-written", .summaryWritten(by: doctor, text: .present("Come again in a week."))),
        ("priority-given", .priorityGiven(far, .urgent, by: doctor, reason: .present("Chest pain"))),
        ("link-made", .linkMade(link, by: doctor)),
        ("link-made-by-the-desk", .linkMade(link, by: nil)),
        ("link-used", .linkUsed(link.id, far)),
        ("claimed", .claimed(by: doctor)),
        ("recording-started", .recordingStarted(by: doctor)),
        ("recording-stopped", .recordingStopped(.consentWithdrawn, by: patient)),
        ("recording-stopped-by-the-hub", .recordingStopped(.visitOver, by: nil)),
        ("quality-summarised", .qualitySummarised(patient, quality)),
        ("trouble-noticed", .troubleNoticed(far, .connection, .disturbing, quality)),
        ("diagnostics-given", .diagnosticsGiven(by: patient, issue: 300, text: .present(#"{"browser": "x"}"#))),
        ("issue-assigned", .issueAssigned(issue: 300, to: person, by: person)),
        ("issue-assigned-to-nobody", .issueAssigned(issue: 300, to: nil, by: person)),
        ("issue-resolved", .issueResolved(issue: 300, by: person, note: .present("Another browser helped."))),
        ("legal-hold-placed", .legalHoldPlaced(reason: .present("Letter of the court"))),
        ("legal-hold-lifted", .legalHoldLifted),
        ("content-erased", .contentErased(.retention)),
        ("link-revoked", .linkRevoked(link.id, by: doctor)),
        ("link-revoked-by-the-desk", .linkRevoked(link.id, by: nil)),
        ("issue-reported", .issueReported(by: patient, .audio, .blocking, description: .present("No sound."))),
    ]

    private static let quality = QualitySummary(
        reportCount: 300,
        poorCount: 20,
        badCount: 70,
        roundTrip: .init(mean: 120, usual: 820, worst: 4000),
        loss: .init(mean: 12, usual: 150, worst: 1000),
        jitter: .init(mean: 9, usual: 30, worst: 500),
        bitrate: .init(mean: 1200, usual: 35, worst: 1)
    )
    private static let link = InvitationLink(
        id: UUID(high: 0x0190_8A3B_7C03_7000, low: 0x8000_0000_0000_0009),
        role: .guest,
        expires: time,
        usesMax: 300,
        digest: Array(0..<32)
    )
    private static let moved = ConsultationEvent.Booking(
        title: .present("Follow-up"),
        start: time,
        minutes: 45,
        provider: .jitsi
    )
    private static let doctor = SeatNumber(index: 0)
    private static let patient = SeatNumber(index: 1)
    /// A number of more than one byte.
    private static let far = SeatNumber(index: 499)
    private static let person = PersonID(uuid: UUID(high: 0x0190_8A3B_7C03_7000, low: 0x8000_0000_0000_0004))
    private static let time = Timestamp(milliseconds: 1_772_442_000_000)
    private static let before = Timestamp(milliseconds: -1)
}
