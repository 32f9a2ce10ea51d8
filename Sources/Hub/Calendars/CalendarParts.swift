import Actors
import Core
import Gateway
import Logging
import Persistence
import REST

/// The doctors' calendars, and what follows from their bookings.
struct CalendarParts: Sendable {
    /// How long an answer waits for a new booking's consultation.
    private static let settlingMax: Duration = .seconds(3)

    /// One for each loop.
    let shards: [CalendarShard]
    let registry: CalendarRegistry
    let reaction: BookingReaction
    let services: BookingServices

    init(
        on loops: LoopGroup,
        clocks: any Clocks,
        journal: SQLiteJournal,
        consultations: Registry,
        people: PeopleDesk,
        logger: Logger
    ) {
        let zones = FoundationTimeZones()
        let reaction = Self.reaction(journal, consultations, people.directory, clocks, logger)
        let context = CalendarContext(clocks: clocks, journal: journal, zones: zones, onStored: { reaction.wake() })
        shards = loops.loops.map { loop in
            CalendarShard(loop: loop, context: context) { doctor, fault in
                logger.error(
                    "A calendar failed",
                    metadata: ["person.id": "\(doctor)", "calendar.fault": "\(fault)"]
                )
            }
        }
        let registry = CalendarRegistry(shards: shards)
        self.registry = registry
        self.reaction = reaction
        services = BookingServices(
            calendars: registry,
            catalog: journal,
            zones: zones,
            limits: context.limits,
            settle: { await reaction.reach($0, within: Self.settlingMax) },
            provide: { await reaction.follow(at: $0) },
            addPatient: { email, name throws(Refusal) in try await people.addPatient(email, name: name) }
        )
    }

    private static func reaction(
        _ journal: SQLiteJournal,
        _ consultations: Registry,
        _ directory: Directory,
        _ clocks: any Clocks,
        _ logger: Logger
    ) -> BookingReaction {
        BookingReaction(
            feed: journal,
            consultations: { await consultations.ask($0, $1) },
            names: { person throws(Refusal) in try await directory.user(person)?.name.value },
            clocks: clocks,
            report: { trouble in
                logger.warning("A booking's consultation", metadata: ["reaction.trouble": "\(trouble)"])
            }
        )
    }
}
