import Core

/// What one entry has made of a consultation, for those who are told of it by mail.
struct VisitStep: Hashable, Sendable {
    /// Who is asked into a visit that begins earlier than that hears of it otherwise.
    private static let noticeMin: Duration = .seconds(15 * 60)

    /// `nil` where there was none.
    let before: ConsultationSummary?
    let after: ConsultationSummary
    /// Whose the visit is, as far as that is known when the entry is written: a seat may be added before another one.
    let doctor: PersonID
    let patient: PersonID
    let seq: UInt64
    let time: Timestamp
    let position: UInt64

    private var isTold: Bool { after.booking.start > time + Self.noticeMin }

    /// Whether reminders of what was planned before are of no use any more.
    var endsReminders: Bool { before != nil && (isMoved || after.status.isFinal) }

    /// The mails to those who have or get a seat, but for guests and for those who are told of the booking.
    func mails(but told: Set<PersonID>, reminders: [Int]) -> [NewMail] {
        guard isTold else { return [] }
        let known = before?.seats.count ?? 0
        if after.status == .cancelled, before?.status != .cancelled {
            return mails(.cancellation, to: after.seats, told)
        }
        guard !after.status.isFinal else { return [] }
        let invitations = mails(.invitation, to: Array(after.seats.dropFirst(known)), told, reminders)
        let changes = isMoved ? mails(.change, to: Array(after.seats.prefix(known)), told, reminders) : []
        return invitations + changes
    }

    private var isMoved: Bool {
        guard let before else { return false }
        return before.booking.start != after.booking.start || before.booking.minutes != after.booking.minutes
    }

    private func mails(
        _ kind: MailKind,
        to seats: [ConsultationSummary.Seat],
        _ told: Set<PersonID>,
        _ reminders: [Int] = []
    ) -> [NewMail] {
        let visit = MailedVisit(
            doctor: doctor,
            patient: patient,
            kind: .virtual,
            start: after.booking.start,
            minutes: after.booking.minutes
        )
        return seats.filter { $0.role != .guest && !told.contains($0.person) }.flatMap { seat in
            let leads = seat.role == .patient ? reminders : []
            return NewMail.all(
                kind,
                visit,
                to: seat.person,
                of: BookingID(uuid: after.id.uuid),
                sequence: seq,
                at: time,
                leads
            )
        }
    }
}
