import Core
import Logging
import Persistence
import ServiceLifecycle

/// Erases what was kept for as long as it is to be kept, and finishes erasures that broke off: every hour and at the start.
///
/// What can't be erased now is tried again an hour later.
struct RetentionService: Service {
    private static let period: Duration = .seconds(3600)
    /// Visits of one look, so that a large backlog is no long list in memory.
    private static let pageMax = 100

    let store: Store
    let eraser: Eraser
    let people: PersonEraser
    let clocks: any Clocks
    /// `nil` for ever.
    let retention: Duration?
    let logger: Logger

    func run() async throws {
        repeat {
            await finish()
            if let retention { await sweep(retention) }
        } while await ServicePause.wait(for: Self.period)
    }

    /// Makes up for what was noted as erased, and is not gone.
    func finish() async {
        do {
            let keyCount = try await store.finishErasures(at: clocks.now())
            var peopleCount = 0
            for person in try await store.peopleHalfErased() {
                guard !ServicePause.isOver else { return }
                if await finish(person) { peopleCount += 1 }
            }
            let visitCount = try await people.finishVisits()
            guard keyCount + peopleCount + visitCount > 0 else { return }
            logger.notice(
                "Erasures that had broken off were finished",
                metadata: ["keys": "\(keyCount)", "people": "\(peopleCount)", "visits": "\(visitCount)"]
            )
        } catch {
            logger.warning("What is noted as erased can't be erased", metadata: ["error": "\(error)"])
        }
    }

    /// One who can't be erased keeps no other.
    private func finish(_ person: PersonID) async -> Bool {
        do throws(PersonErasureRefusal) {
            try await people.finish(person)
            return true
        } catch {
            logger.warning(
                "Somebody who is noted as erased can't be erased",
                metadata: ["person.id": "\(person)", "error": "\(error)"]
            )
            return false
        }
    }

    /// Erases all that is due.
    func sweep(_ retention: Duration) async {
        let limit = clocks.now() + (.zero - retention)
        var count = 0
        do {
            count += try await sweep { last throws(JournalReadError) in
                try await store.expired(before: limit, after: last, limit: Self.pageMax)
            }
            count += try await sweep(where: isLeft) { last throws(JournalReadError) in
                try await store.expiredBookings(before: limit, after: last, limit: Self.pageMax)
            }
        } catch {
            logger.warning("Content can't be erased after its retention", metadata: ["error": "\(error)"])
        }
        if count > 0 { logger.info("Content was erased after its retention", metadata: ["erased": "\(count)"]) }
    }

    /// Erases page after page, past those that can't be erased.
    ///
    /// Returns how many were.
    private func sweep(
        where isDue: (ConsultationID) -> Bool = { _ in true },
        _ page: (Expired?) async throws(JournalReadError) -> [Expired]
    ) async throws(JournalReadError) -> Int {
        var count = 0
        var last: Expired?
        while !ServicePause.isOver {
            let due = try await page(last)
            for expired in due where isDue(expired.id) && !ServicePause.isOver {
                if await erase(expired.id) { count += 1 }
            }
            guard due.count == Self.pageMax else { break }
            last = due.last
        }
        return count
    }

    /// Whether the texts of a booking are there still, of which only the key file knows; what it doesn't say, erasing it tells.
    private func isLeft(_ id: ConsultationID) -> Bool {
        (try? store.isErased(id)) != true
    }

    /// One that can't be erased keeps no other.
    private func erase(_ id: ConsultationID) async -> Bool {
        do {
            _ = try await eraser.erase(id, .retention, by: .hub)
            return true
        } catch {
            logger.warning(
                "Content can't be erased after its retention",
                metadata: ["consultation.id": "\(id)", "error": "\(error)"]
            )
            return false
        }
    }
}
