import Core

/// Works out once more which mails follow from what became of a booking and of its visit, and compares them with the rows.
///
/// What had gone by then is not known here; so whoever was not told of a visit before it moved is taken for somebody who was.
struct MailRehearsal {
    enum Step {
        case booking(BookingStep, PersonID)
        case visit(VisitStep)

        var position: UInt64 {
            switch self {
            case .booking(let step, _): step.position
            case .visit(let step): step.position
            }
        }
    }

    /// Up to this position other rules held; its rows are taken as they are.
    private let since: UInt64
    private var rows: ArraySlice<StoredMail>
    private let others: [StoredMail]
    private let all: [StoredMail]
    private var last: [PersonID: LastMail] = [:]
    private var told: Set<PersonID> = []
    private var summaries: [UInt64: ConsultationSummary] = [:]
    private var isTrue = true

    init(_ stored: [StoredMail], since: UInt64) {
        self.since = since
        all = stored
        rows = stored.filter(\.kind.isAboutStanding)[...]
        others = stored.filter { !$0.kind.isAboutStanding }
        while let row = rows.first, row.source <= since { note(rows.removeFirst(), as: row.kind) }
    }

    /// Whether the rows are those that follow from all the steps, in the order of their positions.
    mutating func areTrue(after steps: [Step]) throws -> Bool {
        for step in steps.sorted(by: { $0.position < $1.position }) {
            try take(step)
            guard isTrue else { return false }
        }
        return rows.isEmpty && others.allSatisfy(follows)
    }

    private mutating func take(_ step: Step) throws {
        let known = last
        let mails: [NewMail]
        let people: People?
        switch step {
        case .booking(let booking, let doctor):
            told = [doctor, booking.after.plan.patient]
            people = nil
            mails = try booking.mails(in: doctor, MailRules()) { known[$0] }
        case .visit(let visit):
            summaries[visit.position] = visit.after
            people = People(visit)
            mails = try visit.mails(but: told, MailRules()) { known[$0] }
        }
        guard step.position > since else { return }
        for mail in mails { compare(mail, at: step.position, people) }
    }

    private mutating func compare(_ mail: NewMail, at position: UInt64, _ people: People?) {
        guard let row = rows.popFirst(), row.source == position, row.recipient == mail.recipient,
            row.sequence == mail.sequence, row.created == mail.created,
            row.kind == mail.kind || (row.kind == .invitation && mail.kind == .change),
            Self.isSame(row.visit, mail.visit, people)
        else {
            isTrue = false
            return
        }
        note(row, as: row.kind)
    }

    private mutating func note(_ row: StoredMail, as kind: MailKind) {
        last[row.recipient] = LastMail(kind: kind, sequence: row.sequence, isPersonal: row.isPersonal)
    }

    // MARK: Whose visit it is

    /// Who may be named as those whose visit it is: those who have the first seats, and those who are it in the end.
    private struct People {
        let doctors: Set<PersonID>
        let patients: Set<PersonID>

        init(_ step: VisitStep) {
            let now = VisitStep.people(of: step.after)
            doctors = Set([step.doctor, now?.doctor].compactMap(\.self))
            patients = doctors.union([step.patient, now?.patient].compactMap(\.self))
        }
    }

    private static func isSame(_ row: MailedVisit?, _ visit: MailedVisit?, _ people: People?) -> Bool {
        guard let row, let visit else { return row == visit }
        guard let people else { return row == visit }
        return people.doctors.contains(row.doctor) && people.patients.contains(row.patient) && row.kind == visit.kind
            && row.start == visit.start && row.minutes == visit.minutes
    }

    // MARK: Reminders and summaries

    /// A reminder comes with another mail; a summary from a visit that has ended.
    private func follows(_ row: StoredMail) -> Bool {
        switch row.kind {
        case .reminder:
            return all.contains { other in
                other.kind.isAboutStanding && other.source == row.source && other.recipient == row.recipient
                    && other.visit == row.visit && other.sequence == row.sequence
            }
        case .summary:
            guard row.source > since else { return true }
            guard let summary = summaries[row.source], summary.status == .ended else { return false }
            return row.sequence == 0 && row.visit == MailProjection.summarised(summary, of: row.recipient)
                && summary.seats.contains { $0.person == row.recipient && $0.role == .patient }
        case .invitation, .change, .cancellation, .registration, .reset, .welcome, .emailChange, .emailNotice:
            return false
        }
    }
}
