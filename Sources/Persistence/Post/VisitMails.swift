import Core

/// Decides what people are told about one visit at one moment, by what each of them was told last.
///
/// Nobody is told of what is past. Everybody gets one cancellation, whichever side it comes from.
struct VisitMails {
    /// Who is asked into a visit that begins earlier than this hears of it otherwise.
    static let noticeMin: Duration = .seconds(15 * 60)

    let subject: BookingID
    let visit: MailedVisit
    let time: Timestamp
    let rules: MailRules
    /// Whether it is the booking that has changed, not the visit that came of it: what is agreed anew counts also for those
    /// who were sent away, or never told.
    let isBooking: Bool
    /// The newest mail to somebody about this visit.
    let last: (PersonID) throws -> LastMail?

    func invitation(to person: PersonID, isReminded: Bool) throws -> [NewMail] {
        guard isAhead, isBooking || hasNotice else { return [] }
        return mails(.invitation, to: person, try last(person), due: time, isReminded)
    }

    /// The visit is at another time, or otherwise not what it was.
    func change(to person: PersonID, isReminded: Bool) throws -> [NewMail] {
        guard isAhead else { return [] }
        let last = try last(person)
        switch last?.standing {
        case nil:
            return isBooking || hasNotice ? mails(.invitation, to: person, last, due: time, isReminded) : []
        case .told where last?.kind == .invitation && last?.waitsUntil != nil:
            // They don't know of the visit yet.
            return mails(.invitation, to: person, last, due: time, isReminded)
        case .told:
            return mails(.change, to: person, last, due: dueOfChange(after: last), isReminded)
        case .sentAway:
            return isBooking ? mails(.invitation, to: person, last, due: time, isReminded) : []
        case .calledOff:
            return []
        }
    }

    func cancellation(to person: PersonID) throws -> [NewMail] {
        guard isAhead else { return [] }
        let last = try last(person)
        switch last?.standing {
        case nil: return isBooking ? mails(.cancellation, to: person, last, due: time) : []
        case .told: return mails(.cancellation, to: person, last, due: time)
        case .sentAway, .calledOff: return []
        }
    }

    /// The visit takes place without this person.
    ///
    /// They are told while it lies ahead, if they knew of it; and of nothing more.
    func sendingAway(_ person: PersonID) throws -> [NewMail] {
        let last = try last(person)
        switch last?.standing {
        case nil: return mails(.cancellation, to: person, last, due: time, isOfUse: false)
        case .told: return mails(.cancellation, to: person, last, due: time, isOfUse: visit.start > time)
        case .sentAway, .calledOff: return []
        }
    }

    /// Somebody who was sent away takes part again.
    func takingBack(_ person: PersonID, isReminded: Bool) throws -> [NewMail] {
        let last = try last(person)
        guard last?.standing == .sentAway else { return [] }
        guard hasNotice else { return mails(.invitation, to: person, last, due: time, isOfUse: false) }
        return mails(.invitation, to: person, last, due: time, isReminded)
    }

    // MARK: Times

    private var isAhead: Bool { visit.end > time }

    private var hasNotice: Bool { visit.start > time + Self.noticeMin }

    /// A change waits for the next one, but what is near can't wait, and one that waits already keeps its time.
    private func dueOfChange(after last: LastMail?) -> Timestamp {
        guard hasNotice else { return time }
        let due = time + rules.changeDelay
        guard last?.kind == .change, let waiting = last?.waitsUntil else { return due }
        return max(time, min(waiting, due))
    }

    // MARK: Mails

    /// The mail itself, and the reminders for which there is time.
    private func mails(
        _ kind: MailKind,
        to person: PersonID,
        _ last: LastMail?,
        due: Timestamp,
        _ isReminded: Bool = false,
        isOfUse: Bool = true
    ) -> [NewMail] {
        func mail(_ kind: MailKind, lead: Int = 0, due: Timestamp) -> NewMail {
            NewMail(
                kind: kind,
                lead: lead,
                recipient: person,
                subject: subject,
                visit: visit,
                sequence: last.map { $0.sequence + 1 } ?? 0,
                created: time,
                due: due,
                isOfUse: isOfUse
            )
        }
        let leads = isReminded ? Set(rules.reminderMinutes).sorted(by: >) : []
        let reminders = leads.map { ($0, visit.start + .seconds(-60 * $0)) }.filter { $0.1 > time }
        return [mail(kind, due: due)] + reminders.map { mail(.reminder, lead: $0.0, due: $0.1) }
    }
}
