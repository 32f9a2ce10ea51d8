import Core
import FoundationEssentials
import SwiftProtobuf
import Wire

/// The invented visit that the test vectors tell: seat 1 is the doctor's, seat 2 the patient's.
///
/// The vectors named in `ExampleSession` are the patient's connection from beginning to end, so their `seq` and `prev`
/// fit together: 1 to 6 are the booking and both arrivals, 7 and 8 the admission, 9 and 10 chat, 11 the end.
enum Story {
    static let history = HistoryID(uuid: UUID(high: 0x0190_8A3B_7C00_7000, low: 0x8000_0000_0000_0001))
    static let consultation = ConsultationID(uuid: UUID(high: 0x0190_8A3B_7C01_7000, low: 0x8000_0000_0000_0002))
    static let doctor = PersonID(uuid: UUID(high: 0x0190_8A3B_7C02_7000, low: 0x8000_0000_0000_0003))
    static let patient = PersonID(uuid: UUID(high: 0x0190_8A3B_7C03_7000, low: 0x8000_0000_0000_0004))
    /// Granted to the patient's program; the doctor's is one less.
    static let instance: UInt64 = 4_294_967_298
    /// 2026-03-02T09:00:00Z.
    static let start = Timestamp(milliseconds: 1_772_442_000_000)
    static let title = "Follow-up after surgery"
    static let doctorName = "Dr. Amira Osman"
    static let patientName = "Jonas Lindqvist"
    static let offer = "v=0\r\no=- 46117 1 IN IP4 192.0.2.1\r\ns=-\r\n"

    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + seconds * 1000)
    }

    /// An event as it stands in the journal.
    static func entry(_ seq: UInt64, _ event: ConsultationEvent, command: CommandStamp? = nil) -> JournalEntry {
        JournalEntry(
            entity: EntityID(consultation),
            seq: seq,
            epoch: 1,
            time: time(Int64(seq) * 5),
            origin: .person(patient),
            command: command,
            audience: Audience(),
            content: event.stored()
        )
    }

    static func event(
        _ seq: UInt64,
        prev: UInt64,
        _ event: ConsultationEvent,
        by instance: UInt64? = nil,
        counter: UInt64 = 1
    ) -> ProtoServerMessage {
        let stamp = instance.map {
            CommandStamp(id: CommandID(instance: ClientInstance(number: $0), counter: counter), fingerprint: 0)
        }
        return .with { $0.event = ProtoEvent(OutboundEvent(entry(seq, event, command: stamp), event), prev: prev) }
    }

    /// Seat 1 or 2, and so on.
    static let quality = QualitySummary(
        reportCount: 40,
        poorCount: 3,
        badCount: 9,
        roundTrip: .init(mean: 120, usual: 816, worst: 1400),
        loss: .init(mean: 12, usual: 150, worst: 400),
        jitter: .init(mean: 9, usual: 30, worst: 200),
        bitrate: .init(mean: 1200, usual: 34, worst: 8)
    )

    static let patientIdentity = ConsultationEvent.Identity(
        person: patient,
        role: .patient,
        name: .present(patientName)
    )

    static func seat(_ number: Int) -> SeatNumber { SeatNumber(index: number - 1) }
}
