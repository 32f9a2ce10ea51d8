import Core

/// What one entry has made of a booking.
struct BookingStep: Hashable, Sendable {
    /// `nil` where there was none.
    let before: Booking?
    let after: Booking
    let seq: UInt64
    let time: Timestamp
    /// Of the entry, in the whole journal.
    let position: UInt64
}

extension BookingStep {
    /// Whether reminders of what was agreed before are of no use any more.
    var endsReminders: Bool { wasBooked != nil && (isBooked == nil || isMoved) }

    /// The mails about it to the patient and the doctor, and the patient's reminders.
    ///
    /// Nobody is told of visits that are past.
    func mails(in doctor: PersonID, reminders: [Int]) -> [NewMail] {
        switch (wasBooked, isBooked) {
        case (nil, nil): []
        case (nil, let plan?): mails(.invitation, plan, to: [plan.patient, doctor], doctor, reminders)
        case (let plan?, nil): mails(.cancellation, plan, to: [plan.patient, doctor], doctor)
        case (let old?, let new?) where old.patient != new.patient:
            mails(.cancellation, old, to: [old.patient], doctor)
                + mails(.change, new, to: [doctor], doctor)
                + mails(.invitation, new, to: [new.patient], doctor, reminders)
        case (_?, let plan?):
            isMoved ? mails(.change, plan, to: [plan.patient, doctor], doctor, reminders) : []
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

    private func mails(
        _ kind: MailKind,
        _ plan: BookingPlan,
        to recipients: [PersonID],
        _ doctor: PersonID,
        _ reminders: [Int] = []
    ) -> [NewMail] {
        guard plan.end > time else { return [] }
        let visit = MailedVisit(
            doctor: doctor,
            patient: plan.patient,
            kind: plan.kind,
            start: plan.start,
            minutes: plan.minutes
        )
        return recipients.flatMap { recipient in
            NewMail.all(
                kind,
                visit,
                to: recipient,
                of: after.id,
                sequence: before == nil ? 0 : seq,
                at: time,
                recipient == plan.patient ? reminders : []
            )
        }
    }
}
