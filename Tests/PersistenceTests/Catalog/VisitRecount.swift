import Core

/// Statistics counted from the entries alone, as naively as possible: every question reads a visit from its beginning.
struct VisitRecount {
    private struct Fact {
        let time: Timestamp
        let event: ConsultationEvent
    }

    private let visits: [[Fact]]

    init(_ visits: [[JournalEntry]]) throws {
        self.visits = try visits.map { entries in
            try entries.map { Fact(time: $0.time, event: try ConsultationEvent($0.content)) }
        }
    }

    /// The days are those of a clock, or have 24 hours each.
    func statistics(of doctor: PersonID?, _ period: Range<Timestamp>, _ clock: WallClock?) -> PeriodStatistics {
        var result = PeriodStatistics()
        for visit in visits {
            guard let start = Self.booking(visit), period.contains(start.time),
                doctor == nil || Self.seats(visit).contains(where: { $0.person == doctor && $0.role == .doctor })
            else { continue }
            result.days[Self.day(of: start.time, period, clock), default: [:]][Self.status(visit[...]), default: 0] += 1
            count(visit, start.provider, &result)
        }
        return result
    }

    private func count(
        _ visit: [Fact],
        _ provider: MeetingProvider,
        _ result: inout PeriodStatistics
    ) {
        result.counts[.init(status: Self.status(visit[...]), provider: provider), default: 0] += 1
        if let wait = Self.wait(visit) { result.waits.add(wait) }
        if let length = Self.length(visit) { result.visits.add(length) }
        let seats = Self.seats(visit)
        result.seatCount += seats.count
        result.cameCount += seats.indices.count { index in
            visit.contains { $0.event == .roomEntered(SeatNumber(index: index)) }
        }
        for fact in visit {
            switch fact.event {
            case .issueReported(_, let category, _, _), .troubleNoticed(_, let category, _, _):
                result.issues[category, default: 0] += 1
            case .issueResolved: result.resolvedCount += 1
            case .qualitySummarised(_, let summary): result.qualities[summary.verdict, default: 0] += 1
            default: break
            }
        }
        addTimes(visit, seats.map(\.role), &result)
    }

    /// Between each event and the next one it is as it was after the first; after the last that changed it nobody counts.
    private func addTimes(_ visit: [Fact], _ roles: [Role], _ result: inout PeriodStatistics) {
        let last = visit.lastIndex { Self.changesTimes($0.event) } ?? 0
        for index in 0..<last {
            let length = visit[index + 1].time - visit[index].time
            let past = visit[...index]
            let presences = roles.indices.map { Self.presence(SeatNumber(index: $0), past) }
            let inRoom = zip(roles, presences).filter { $0.1 == .inRoom }.map(\.0)
            let isTogether = inRoom.contains(.doctor) && inRoom.contains { $0 != .doctor && $0 != .staff }
            if Self.status(past) == .active, isTogether { result.together += length }
            if Self.status(past) == .onHold { result.held += length }
            if presences.contains(.waiting) { result.waited += length }
        }
    }

    private static func changesTimes(_ event: ConsultationEvent) -> Bool {
        switch event {
        case .waitingRoomEntered, .roomEntered, .left, .denied, .removed, .movedToWaitingRoom, .statusChanged: true
        default: false
        }
    }

    private static func day(of time: Timestamp, _ period: Range<Timestamp>, _ clock: WallClock?) -> Int {
        guard let clock else { return Int((time - period.lowerBound).components.seconds / 86_400) }
        let (first, date) = (clock.date(at: period.lowerBound), clock.date(at: time))
        return Int(date.daysSince1970 - first.daysSince1970)
    }

    /// As it was changed last.
    private static func booking(_ visit: [Fact]) -> (time: Timestamp, provider: MeetingProvider)? {
        visit.reversed().lazy.compactMap { fact in
            switch fact.event {
            case .created(let booking), .bookingChanged(let booking, _): (booking.start, booking.provider)
            default: nil
            }
        }.first
    }

    private static func seats(_ visit: [Fact]) -> [(person: PersonID, role: Role)] {
        visit.compactMap { fact in
            if case .seatAdded(_, let person, let role, _) = fact.event { (person, role) } else { nil }
        }
    }

    private static func status(_ past: ArraySlice<Fact>) -> ConsultationStatus {
        past.reversed().lazy.compactMap { fact in
            if case .statusChanged(let status, _, _) = fact.event { status } else { nil }
        }.first ?? .scheduled
    }

    private static func presence(_ seat: SeatNumber, _ past: ArraySlice<Fact>) -> Presence {
        past.reduce(.away) { presence, fact in
            switch fact.event {
            case .waitingRoomEntered(seat): .waiting
            case .roomEntered(seat): .inRoom
            case .left(seat, _), .denied(seat, _, _), .removed(seat, _, _): .away
            case .movedToWaitingRoom(seat, _): presence == .inRoom ? .waiting : presence
            case .statusChanged(let status, _, _): status.isFinal ? .away : presence
            default: presence
            }
        }
    }

    private static func wait(_ visit: [Fact]) -> Duration? {
        let arrival = visit.firstIndex { if case .waitingRoomEntered = $0.event { true } else { false } }
        guard let arrival else { return nil }
        let admission = visit[arrival...].first { if case .admitted = $0.event { true } else { false } }
        return admission.map { $0.time - visit[arrival].time }
    }

    private static func length(_ visit: [Fact]) -> Duration? {
        let begin = visit.first { if case .statusChanged(.active, _, _) = $0.event { true } else { false } }
        let end = visit.first { if case .statusChanged(.ended, .requested, _) = $0.event { true } else { false } }
        guard let begin, let end else { return nil }
        return end.time - begin.time
    }
}
