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
    /// Follows consultations, so that their bookings go with them.
    let visits: JournalFollower
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
        let bell = Bell()
        let context = CalendarContext(clocks: clocks, journal: journal, zones: zones, onStored: bell.ring)
        shards = loops.loops.map { loop in
            CalendarShard(loop: loop, context: context) { doctor, fault in
                logger.error(
                    "A calendar failed",
                    metadata: ["person.id": "\(doctor)", "calendar.fault": "\(fault)"]
                )
            }
        }
        let registry = CalendarRegistry(shards: shards)
        let visits = Self.visits(journal, registry, logger)
        let reaction = BookingReaction(
            feed: journal,
            consultations: { await consultations.ask($0, $1) },
            names: { person throws(Refusal) in try await people.directory.user(person)?.name.value },
            putBack: { await visits.putBack($0) },
            clocks: clocks,
            bell: bell,
            report: { trouble in
                logger.warning("A booking's consultation", metadata: ["reaction.trouble": "\(trouble)"])
            }
        )
        self.registry = registry
        self.reaction = reaction
        self.visits = JournalFollower(
            VisitReaction.name,
            feed: journal,
            of: VisitReaction.interest,
            report: { trouble in
                logger.warning("Following consultations", metadata: ["reaction.trouble": "\(trouble)"])
            },
            handler: { await visits.follow($0) }
        )
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

    private static func visits(
        _ journal: SQLiteJournal,
        _ calendars: CalendarRegistry,
        _ logger: Logger
    ) -> VisitReaction {
        VisitReaction(
            booking: { id throws(JournalReadError) in try await journal.booking(id) },
            visit: { id throws(JournalReadError) in try await journal.summary(of: id) },
            calendars: { await calendars.ask($0, $1) },
            report: { trouble in
                logger.warning("A visit's booking", metadata: ["reaction.trouble": "\(trouble)"])
            }
        )
    }
}
