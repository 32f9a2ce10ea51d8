import Core
import FoundationEssentials

/// People, ids and words of the benches; nobody real has them.
enum Invented {
    static let consultation = consultation(0)
    static let history = HistoryID(uuid: uuid(0xFFFF))
    /// 64 bytes, as the loads of `benchmarks/compare` send them.
    static let text = "Take one tablet in the morning and one in the evening, for ten d"
    static let booking = ConsultationEvent.Booking(
        title: .present("Follow-up"),
        start: StillClocks().now() + .seconds(600),
        minutes: 20,
        provider: .direct
    )

    static func consultation(_ number: Int) -> ConsultationID {
        ConsultationID(uuid: uuid(0x10_0000 + UInt64(number)))
    }

    static func person(_ index: Int) -> PersonID { PersonID(uuid: uuid(1 + UInt64(index))) }

    private static func uuid(_ number: UInt64) -> UUID {
        UUID(high: 0x0190_8A3B_7C00_7000, low: 0x8000_0000_0000_0000 + number)
    }
}

/// A bench that is built wrongly.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
}
