import Core
import Testing

struct CommandFingerprintTests {
    private static let one = SeatNumber(index: 0)
    private static let two = SeatNumber(index: 1)

    private static let different: [ConsultationCommand] = [
        .postChat(text: "a", to: nil), .postChat(text: "b", to: nil), .postChat(text: "a", to: one),
        .postChat(text: "a", to: two), .postChat(text: "", to: nil),
        .admit(one), .admit(two), .deny(one, reason: ""), .deny(one, reason: "a"), .moveToWaitingRoom(one),
        .remove(one, reason: ""), .remove(one, reason: "a"),
        .start, .hold, .resume, .end, .cancel, .leave,
        .setConsent(.recording, given: true), .setConsent(.recording, given: false),
        .setConsent(.observer, given: true),
        .reportIssue(.audio, .minor, description: "a"), .reportIssue(.video, .minor, description: "a"),
        .reportIssue(.audio, .blocking, description: "a"), .reportIssue(.audio, .minor, description: "b"),
        .markSeen(upTo: 1), .markSeen(upTo: 2), .writeNote(text: "a"), .writeNote(text: "b"),
        .conclude(summary: "a"), .writeSummary(text: "a"), .messageWaiting(one, text: "a"),
        .messageWaiting(two, text: "a"), .setPriority(one, .raised, reason: "a"),
        .setPriority(one, .urgent, reason: "a"),
        .setPriority(one, .raised, reason: "b"), .startRecording, .stopRecording,
        .reportIssue(.audio, .minor, description: "a", diagnostics: "{}"),
    ]

    @Test func differentCommandsHaveDifferentFingerprints() {
        #expect(Set(Self.different.map(\.fingerprint)).count == Self.different.count)
    }

    @Test func sameCommandHasTheSameFingerprint() {
        let text = "Good" + " morning"
        #expect(
            ConsultationCommand.postChat(text: text, to: Self.one).fingerprint
                == ConsultationCommand.postChat(text: "Good morning", to: Self.one).fingerprint
        )
    }

    /// Fingerprints are stored with events, so a later version must find the same.
    @Test func fingerprintsAreKept() {
        #expect(ConsultationCommand.start.fingerprint == 0xAF63_BB4C_8601_B479)
        #expect(ConsultationCommand.postChat(text: "Hello", to: nil).fingerprint == 0xAAEB_0594_72E8_CCDB)
    }
}
