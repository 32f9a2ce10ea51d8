package import Core
package import FoundationEssentials

/// What is decided about a visit from outside of it: by a booking, by staff without a seat, by the hub.
///
/// Whether the asker may is not judged here.
extension Consultation {
    /// The events by which the booking becomes another one; none if it is as asked already.
    ///
    /// When a visit begins its time is over: only what may differ while it lasts can be changed from then on.
    package func decideChange(
        _ change: ConsultationChange,
        by origin: Origin,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard let booking else { throw .notFound }
        guard !status.isFinal else { throw .over }
        let next = change.applied(to: booking)
        guard booking.title != .erased, let title = next.title.value, Self.isText(title, upTo: limits.nameBytesMax),
            (1...limits.minutesMax).contains(next.minutes)
        else { throw .invalid }
        switch status {
        case .scheduled, .waiting: break
        case .active, .onHold: guard next.start == booking.start else { throw .wrongStatus }
        case .ended, .cancelled, .noShow: throw .over
        }
        return next == booking ? [] : [.bookingChanged(next, by: seat(of: origin))]
    }

    /// The events by which a visit that has not begun is cancelled; none if it is already.
    package func decideCallingOff(by origin: Origin) throws(Refusal) -> [ConsultationEvent] {
        switch status {
        case .scheduled, .waiting: return [.statusChanged(.cancelled, .requested, by: seat(of: origin))]
        case .cancelled: return []
        case .active, .onHold: throw .wrongStatus
        case .ended, .noShow: throw .over
        }
    }

    /// The events by which a doctor takes a visit in which somebody waits; none if it is theirs already.
    ///
    /// Of several doctors with a seat one serves it: who is in the room, or took it last and still has time to come.
    package func decideClaiming(
        by person: PersonID,
        at now: Timestamp,
        periods: Periods
    ) throws(Refusal) -> [ConsultationEvent] {
        guard let number = number(of: person), let seat = seat(number) else { throw .notSeated }
        guard !status.isFinal else { throw .over }
        guard seat.role.allows(.conduct) else { throw .notPermitted }
        guard status == .waiting, !arrivals.isEmpty else { throw .wrongStatus }
        let isServed = numberedSeats.contains { other in
            other.number != number && other.seat.role.allows(.conduct) && other.seat.presence == .inRoom
        }
        guard !isServed else { throw .taken }
        guard let claim else { return [.claimed(by: number)] }
        if claim.seat == number { return [] }
        guard claim.time + periods.claim <= now else { throw .taken }
        return [.claimed(by: number)]
    }

    /// The events by which an invitation link is made.
    package func decideInviting(
        _ link: InvitationLink,
        by origin: Origin,
        at now: Timestamp,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard !status.isFinal else { throw .over }
        guard link.digest.count == InvitationLink.digestByteCount, link.usesMax > 0, now < link.expires,
            link.role == .guest || link.role == .interpreter
        else { throw .invalid }
        if let known = links.first(where: { $0.link.id == link.id }) {
            guard known.link == link else { throw .alreadyExists }
            return []
        }
        guard links.count(where: { now < $0.link.expires }) < limits.linksMax else { throw .tooMany }
        return [.linkMade(link, by: seat(of: origin))]
    }

    /// The events by which an invitation link opens nothing any more.
    ///
    /// Who has come by it keeps the seat until they are removed.
    package func decideRevoking(_ link: UUID, by origin: Origin) throws(Refusal) -> [ConsultationEvent] {
        guard links.contains(where: { $0.link.id == link }) else { throw .notFound }
        guard !status.isFinal else { throw .over }
        return [.linkRevoked(link, by: seat(of: origin))]
    }

    /// The events by which somebody takes a seat by the link with this digest; none if they have it already.
    package func decideRedeeming(
        _ digest: [UInt8],
        by person: PersonID,
        name: String,
        at now: Timestamp,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard let known = links.first(where: { $0.link.digest == digest }) else { throw .notFound }
        guard !status.isFinal else { throw .over }
        guard now < known.link.expires else { throw .linkSpent }
        if let seat = number(of: person).flatMap({ self.seat($0) }) {
            guard seat.isWelcome else { throw .turnedAway }
            return []
        }
        guard known.useCount < known.link.usesMax else { throw .linkSpent }
        guard Self.isText(name, upTo: limits.nameBytesMax) else { throw .invalid }
        guard seats.count < limits.seatsMax else { throw .tooMany }
        let number = SeatNumber(index: seats.count)
        return [
            .seatAdded(number, person, known.link.role, name: .present(name)), .linkUsed(known.link.id, number),
        ]
    }

    private func seat(of origin: Origin) -> SeatNumber? {
        switch origin {
        case .person(let person): number(of: person)
        case .hub: nil
        }
    }
}
