import Core

/// What one entry has made of a consultation, for those who are told of it by mail.
struct VisitStep: Hashable, Sendable {
    /// What happened to one person alone.
    enum Turn: Hashable, Sendable {
        /// The visit goes on without them.
        case sentAway(ConsultationSummary.Seat)
        /// They take part, maybe again.
        case admitted(ConsultationSummary.Seat)
    }

    /// `nil` where there was none.
    let before: ConsultationSummary?
    let after: ConsultationSummary
    /// Whose the visit is, as far as that is known when the entry is written: a seat may be added before another one.
    let doctor: PersonID
    let patient: PersonID
    var turn: Turn?
    let time: Timestamp
    let position: UInt64

    /// Whether reminders of what was planned before are of no use any more.
    var endsReminders: Bool { before != nil && (isMoved || after.status.isFinal) }

    /// The mails to those who have or get a seat, but for guests.
    ///
    /// `told` are those who are told of the booking; of the visit they hear only where it goes its own way. `last` is the
    /// newest mail about it to somebody.
    func mails(
        but told: Set<PersonID>,
        _ rules: MailRules,
        last: @escaping (PersonID) throws -> LastMail?
    ) throws -> [NewMail] {
        let visit = MailedVisit(
            doctor: doctor,
            patient: patient,
            kind: .virtual,
            start: after.booking.start,
            minutes: after.booking.minutes
        )
        let mails = VisitMails(
            subject: BookingID(uuid: after.id.uuid),
            visit: visit,
            time: time,
            rules: rules,
            isBooking: false,
            last: last
        )
        if after.status == .cancelled, before?.status != .cancelled {
            return try people(after.seats).flatMap { try mails.cancellation(to: $0.person) }
        }
        guard !after.status.isFinal else { return [] }
        if let turn { return try Self.mails(turn, mails) }
        let known = before?.seats.count ?? 0
        let invitations = try people(after.seats.dropFirst(known), but: told).flatMap { seat in
            try mails.invitation(to: seat.person, isReminded: seat.role == .patient)
        }
        guard isMoved else { return invitations }
        return try invitations
            + people(after.seats.prefix(known), but: told).flatMap { seat in
                try mails.change(to: seat.person, isReminded: seat.role == .patient)
            }
    }

    private static func mails(_ turn: Turn, _ mails: VisitMails) throws -> [NewMail] {
        switch turn {
        case .sentAway(let seat) where seat.role != .guest:
            try mails.sendingAway(seat.person)
        case .admitted(let seat) where seat.role != .guest:
            try mails.takingBack(seat.person, isReminded: seat.role == .patient)
        case .sentAway, .admitted:
            []
        }
    }

    private var isMoved: Bool {
        guard let before else { return false }
        return before.booking.start != after.booking.start || before.booking.minutes != after.booking.minutes
    }

    private func people(
        _ seats: some Sequence<ConsultationSummary.Seat>,
        but told: Set<PersonID> = []
    ) -> [ConsultationSummary.Seat] {
        seats.filter { $0.role != .guest && !told.contains($0.person) }
    }
}
