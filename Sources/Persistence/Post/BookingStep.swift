import Core

/// What one entry has made of a booking.
struct BookingStep: Hashable, Sendable {
    /// `nil` where there was none.
    let before: Booking?
    let after: Booking
    let time: Timestamp
    /// Of the entry, in the whole journal.
    let position: UInt64
}

extension BookingStep {
    /// Whether reminders of what was agreed before are of no use any more.
    var endsReminders: Bool { wasBooked != nil && (isBooked == nil || isMoved) }

    /// The mails about it to the patient and the doctor, and the patient's reminders.
    ///
    /// `last` is the newest mail about it to somebody.
    func mails(
        in doctor: PersonID,
        _ rules: MailRules,
        last: @escaping (PersonID) throws -> LastMail?
    ) throws -> [NewMail] {
        func about(_ plan: BookingPlan) -> VisitMails { visitMails(plan, doctor, rules, last) }
        switch (wasBooked, isBooked) {
        case (nil, nil):
            return []
        case (nil, let plan?):
            return try about(plan).invitation(to: plan.patient, isReminded: true)
                + about(plan).invitation(to: doctor, isReminded: false)
        case (let plan?, nil):
            return try about(plan).cancellation(to: plan.patient) + about(plan).cancellation(to: doctor)
        case (let old?, let new?) where old.patient != new.patient:
            return try about(old).cancellation(to: old.patient) + about(new).change(to: doctor, isReminded: false)
                + about(new).invitation(to: new.patient, isReminded: true)
        case (_?, let plan?):
            guard isMoved else { return [] }
            return try about(plan).change(to: plan.patient, isReminded: true)
                + about(plan).change(to: doctor, isReminded: false)
        }
    }

    private var wasBooked: BookingPlan? { before.flatMap { $0.status == .booked ? $0.plan : nil } }
    private var isBooked: BookingPlan? { after.status == .booked ? after.plan : nil }

    /// Whether it is at another time, of another length, at another place or of somebody else.
    private var isMoved: Bool {
        guard let old = wasBooked, let new = isBooked else { return false }
        return old.start != new.start || old.minutes != new.minutes || old.kind != new.kind
            || old.patient != new.patient
    }

    private func visitMails(
        _ plan: BookingPlan,
        _ doctor: PersonID,
        _ rules: MailRules,
        _ last: @escaping (PersonID) throws -> LastMail?
    ) -> VisitMails {
        let visit = MailedVisit(
            doctor: doctor,
            patient: plan.patient,
            kind: plan.kind,
            start: plan.start,
            minutes: plan.minutes
        )
        return VisitMails(subject: after.id, visit: visit, time: time, rules: rules, isBooking: true, last: last)
    }
}
