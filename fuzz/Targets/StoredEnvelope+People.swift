import Actors
import Core

/// What holds for events of calendars and accounts.
extension StoredEnvelope {
    /// Any event folds on any calendar, and what comes of it is kept and read again.
    func checkCalendar() throws(Violation) {
        guard let event = try checkEvent(CalendarEvent.self) else { return }
        var calendar = DoctorCalendar(doctor: PersonID(uuid: Invented.consultation))
        let time = Timestamp(milliseconds: 1_767_225_600_000)
        _ = calendar.write([.opened, event, event], by: .hub, at: time, epoch: 1)
        // `try?`: nothing is not equal to the calendar.
        let again = try? DoctorCalendar(doctor: calendar.doctor, snapshot: calendar.snapshot())
        try expect(again == calendar, "a calendar that is kept reads the same")
        for id in calendar.bookings.keys { _ = calendar.overlapping(id) }
    }

    /// Any event folds on any account, and what comes of it is kept and read again.
    func checkAccount() throws(Violation) {
        guard let event = try checkEvent(AccountEvent.self) else { return }
        var account = Account(person: PersonID(uuid: Invented.consultation))
        for seq in 1...2 {
            let entry = JournalEntry(
                entity: EntityID(account: account.person),
                seq: UInt64(seq),
                epoch: 1,
                time: Timestamp(milliseconds: 1_767_225_600_000),
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: event.stored()
            )
            // `try?`: an event that can't follow is refused.
            try? account.fold(entry)
        }
        // `try?`: nothing is not equal to the account.
        let again = try? Account(person: account.person, snapshot: account.snapshot())
        try expect(again == account, "an account that is kept reads the same")
        _ = account.sessions(at: Timestamp(milliseconds: .max))
    }
}
