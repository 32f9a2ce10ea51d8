package import Core

/// The calendars of one loop: starts them from the journal, finds them, lets go of those that nobody has used for long, and
/// builds a failed one again.
///
/// A request to a calendar that is being loaded waits its turn.
package actor CalendarShard {
    private typealias Waiting = (request: CalendarRequest, asker: CalendarAsker)

    private enum Resident {
        case loading([Waiting])
        case running(CalendarKeeper)
        /// It gave up, and the journal has not answered for all yet; these wait for the next one.
        case failed(CalendarKeeper, [Waiting])
    }

    private nonisolated let loop: any Loop
    private nonisolated let context: CalendarContext
    private let report: @Sendable (PersonID, CalendarFault) -> Void
    private var residents: [PersonID: Resident] = [:]
    /// When each was used last, counted in uses.
    private var uses: [PersonID: UInt64] = [:]
    private var useCount: UInt64 = 0

    /// `report` is told of every calendar that can't be loaded, or gave up.
    package init(
        loop: any Loop,
        context: CalendarContext,
        report: @escaping @Sendable (PersonID, CalendarFault) -> Void = { _, _ in }
    ) {
        self.loop = loop
        self.context = context
        self.report = report
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Calendars in memory.
    package var residentCount: Int { residents.count }

    /// Asks from any thread; `asker` is called once, on the loop.
    package nonisolated func ask(_ doctor: PersonID, _ request: CalendarRequest, _ asker: @escaping CalendarAsker) {
        if loop.isCurrent {
            assumeIsolated { $0.receive((request, asker), for: doctor) }
        } else {
            loop.run { self.assumeIsolated { $0.receive((request, asker), for: doctor) } }
        }
    }

    private func receive(_ waiting: Waiting, for doctor: PersonID) {
        useCount += 1
        uses[doctor] = useCount
        switch residents[doctor] {
        case .running(let keeper):
            keeper.answer(waiting.request, to: waiting.asker)
            review(keeper, of: doctor)
        case .loading(let queue):
            residents[doctor] = .loading(enqueue(waiting, queue))
        case .failed(let keeper, let queue):
            residents[doctor] = .failed(keeper, enqueue(waiting, queue))
        case nil:
            makeRoom()
            residents[doctor] = .loading([waiting])
            load(doctor, .fromSnapshot(before: 0))
        }
    }

    private func enqueue(_ waiting: Waiting, _ queue: [Waiting]) -> [Waiting] {
        guard queue.count < context.limits.heldAnswersMax else {
            waiting.asker(.refused(.busy))
            return queue
        }
        return queue + [waiting]
    }

    // MARK: Coming and going

    private func load(_ doctor: PersonID, _ extent: LoadExtent) {
        context.journal.load(EntityID(calendarOf: doctor), extent, on: loop) { [self] result in
            assumeIsolated { $0.loaded(doctor, result) }
        }
    }

    private func loaded(_ doctor: PersonID, _ result: Result<StoredEntity, JournalReadError>) {
        guard case .loading(let queue) = residents[doctor] else { return }
        do {
            let stored = try result.get()
            let machine = try DoctorCalendar(doctor: doctor, stored: stored)
            residents[doctor] = .running(keeper(machine, snapshotSeq: stored.snapshot?.seq ?? 0))
            for waiting in queue { receive(waiting, for: doctor) }
            dropIfBlank(doctor)
        } catch is StorageError where Self.hasSnapshot(result) {
            // A snapshot is only a cache, and may be of a version that this program never knew.
            load(doctor, .wholeHistory)
        } catch {
            drop(doctor)
            report(doctor, .unreadable(error as? StorageError))
            for waiting in queue { waiting.asker(.refused(.busy)) }
        }
    }

    private static func hasSnapshot(_ result: Result<StoredEntity, JournalReadError>) -> Bool {
        switch result {
        case .success(let stored): stored.snapshot != nil
        case .failure: false
        }
    }

    private func keeper(_ machine: DoctorCalendar, snapshotSeq: UInt64) -> CalendarKeeper {
        let doctor = machine.doctor
        return CalendarKeeper(machine, snapshotSeq: snapshotSeq, context) { [context, loop, self] batch in
            context.journal.append(batch, on: loop) { outcome in
                self.assumeIsolated { $0.answered(doctor, outcome) }
            }
        }
    }

    private func answered(_ doctor: PersonID, _ outcome: AppendOutcome) {
        switch residents[doctor] {
        case .running(let keeper), .failed(let keeper, _):
            keeper.receive(outcome)
            review(keeper, of: doctor)
        case .loading, nil:
            preconditionFailure("a calendar with batches under way stays")
        }
    }

    /// Looks how it stands with a calendar after every time it has run.
    private func review(_ keeper: CalendarKeeper, of doctor: PersonID) {
        guard keeper.isFailed else { return }
        if case .running = residents[doctor] {
            report(doctor, .gaveUp)
            residents[doctor] = .failed(keeper, [])
        }
        guard keeper.isSettled, case .failed(_, let queue) = residents[doctor] else { return }
        drop(doctor)
        for waiting in queue { receive(waiting, for: doctor) }
    }

    /// A calendar that nothing was ever written in is not kept: its doctor may not exist.
    private func dropIfBlank(_ doctor: PersonID) {
        guard case .running(let keeper) = residents[doctor], keeper.machine.seq == 0 else { return }
        drop(doctor)
    }

    private func drop(_ doctor: PersonID) {
        residents[doctor] = nil
        uses[doctor] = nil
    }

    /// Lets the one go that was used longest ago, if there are too many.
    private func makeRoom() {
        guard residents.count >= context.limits.residentsMax else { return }
        let idle = uses.sorted { $0.value < $1.value }.lazy.compactMap { doctor, _ -> (PersonID, CalendarKeeper)? in
            guard case .running(let keeper) = self.residents[doctor], keeper.isSettled else { return nil }
            return (doctor, keeper)
        }
        guard let (doctor, keeper) = idle.first else { return }
        keeper.saveSnapshot()
        drop(doctor)
    }
}
