package import Core

/// The one way to a doctor's calendar: it finds the loop on which the calendar lives, and starts it when needed.
package struct CalendarRegistry: Sendable {
    private let shards: [CalendarShard]

    package init(shards: [CalendarShard]) {
        precondition(!shards.isEmpty, "calendars need a loop to live on")
        self.shards = shards
    }

    /// Asks, and waits for the answer.
    package func ask(_ doctor: PersonID, _ request: CalendarRequest) async -> CalendarReply {
        await withCheckedContinuation { continuation in
            shards[doctor.bucket(of: shards.count)].ask(doctor, request) { continuation.resume(returning: $0) }
        }
    }
}
