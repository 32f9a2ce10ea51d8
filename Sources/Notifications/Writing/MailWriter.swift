package import Core
import Foundation

/// Puts mails into words: in the recipient's language and time zone, with what is known at the moment of sending.
///
/// A mail says who meets whom, when and where. Why they meet, and what was written about it, it never says: mail is read on
/// locked screens and by other people's servers.
package struct MailWriter: Sendable {
    package typealias PersonLookup = @Sendable (PersonID) async throws(Refusal) -> User?
    /// The time zone that a doctor works in.
    package typealias ZoneLookup = @Sendable (PersonID) async throws(Refusal) -> TimeZoneName?

    /// What became of a mail.
    package enum Outcome: Hashable, Sendable {
        case mail(Mail)
        /// There is nothing to send.
        case nothing(MailFailure)
    }

    private let people: PersonLookup
    private let zones: ZoneLookup
    private let letters: any LetterSource
    private let sender: MailSender
    private let webAddress: String?

    /// `webAddress` is where the hub's web client is, for links; without it mails have codes only.
    package init(
        people: @escaping PersonLookup,
        zones: @escaping ZoneLookup,
        letters: any LetterSource,
        sender: MailSender,
        webAddress: String?
    ) {
        self.people = people
        self.zones = zones
        self.letters = letters
        self.sender = sender
        self.webAddress = webAddress
    }

    /// - Throws: what keeps it from being known now.
    package func mail(for item: MailItem, at now: Timestamp) async throws(Refusal) -> Outcome {
        if item.kind.isLetter {
            guard let content = try await letters.content(of: item) else { return .nothing(.nobody) }
            return .mail(letter(content, item.id))
        }
        guard let visit = item.visit, let recipient = item.recipient else { return .nothing(.outdated) }
        if isOutdated(item.kind, visit, at: now) { return .nothing(.outdated) }
        guard let user = try await people(recipient), let identity = user.identity else { return .nothing(.nobody) }
        let other = recipient == visit.doctor ? visit.patient : visit.doctor
        let name = try await people(other)?.name.value
        let zone = try await zone(of: identity, visit)
        return .mail(mail(item, visit, to: identity, other: name, in: zone))
    }

    /// Nobody is reminded of what has begun, or told of changes to what is over.
    private func isOutdated(_ kind: MailKind, _ visit: MailedVisit, at now: Timestamp) -> Bool {
        switch kind {
        case .reminder: visit.start <= now
        case .invitation, .change, .cancellation: visit.end <= now
        case .summary, .registration, .reset, .welcome, .emailChange, .emailNotice: false
        }
    }

    /// Their own, else that of the doctor, where most of the patients live.
    private func zone(of identity: Identity, _ visit: MailedVisit) async throws(Refusal) -> TimeZone {
        if let zone = identity.timeZone.flatMap(TimeZone.init(identifier:)) { return zone }
        let name = try await zones(visit.doctor)
        return name.flatMap { TimeZone(identifier: $0.description) } ?? .gmt
    }

    // MARK: Visits

    private func mail(
        _ item: MailItem,
        _ visit: MailedVisit,
        to identity: Identity,
        other name: String?,
        in zone: TimeZone
    ) -> Mail {
        let language = MailLanguage(tag: identity.language)
        let words = language.words
        let moment = LocalMoment(visit.start, in: zone)
        let text = words.visit(item) ?? words.invitation
        let subject = MailWords.filled(text.subject, ["date": moment.date(words)])
        var blocks: [MailPage.Block] = [
            .text(MailWords.filled(words.greeting, ["name": identity.name])),
            .text(MailWords.filled(text.sentence(visit.kind), ["other": name ?? words.somebody])),
            .facts(facts(item.kind, visit, moment, words)),
        ]
        if let link = link(item.kind, visit, item) {
            blocks.append(.link(label: item.kind == .summary ? words.toSummary : words.toVisit, address: link))
        }
        blocks.append(.small(words.closing))
        let page = MailPage(language: language, title: subject, blocks: blocks)
        return Mail(
            item.id,
            to: identity.email,
            subject: subject,
            text: page.text,
            html: page.html,
            calendar: calendar(item, visit, to: identity, other: name, in: zone, words)?.part
        )
    }

    private func facts(
        _ kind: MailKind,
        _ visit: MailedVisit,
        _ moment: LocalMoment,
        _ words: MailWords
    ) -> [MailPage.Fact] {
        let when = MailPage.Fact(label: words.when, value: moment.moment(words))
        guard kind != .summary else { return [when] }
        let length = MailWords.filled(words.minutes, ["minutes": "\(visit.minutes)"])
        return [
            when, MailPage.Fact(label: words.length, value: length),
            MailPage.Fact(label: words.place, value: place(visit, words)),
        ]
    }

    private func place(_ visit: MailedVisit, _ words: MailWords) -> String {
        switch visit.kind {
        case .virtual: words.online
        case .inPerson: words.clinic
        }
    }

    private func link(_ kind: MailKind, _ visit: MailedVisit, _ item: MailItem) -> String? {
        guard let webAddress, visit.kind == .virtual, kind != .cancellation else { return nil }
        return "\(webAddress)/visits/\(ConsultationID(uuid: item.subject))/"
    }

    private func calendar(
        _ item: MailItem,
        _ visit: MailedVisit,
        to identity: Identity,
        other name: String?,
        in zone: TimeZone,
        _ words: MailWords
    ) -> CalendarObject? {
        let method: CalendarObject.Method
        switch item.kind {
        case .invitation, .change: method = .request
        case .cancellation: method = .cancel
        case .reminder, .summary, .registration, .reset, .welcome, .emailChange, .emailNotice: return nil
        }
        let title = visit.kind == .virtual ? words.calendarVirtual : words.calendarInPerson
        return CalendarObject(
            method: method,
            id: "\(BookingID(uuid: item.subject))@\(sender.domain)",
            sequence: item.sequence,
            stamp: item.createdAt,
            start: visit.start,
            end: visit.end,
            zone: zone,
            summary: MailWords.filled(title, ["other": name ?? words.somebody]),
            place: place(visit, words),
            link: link(item.kind, visit, item),
            sender: sender,
            attendee: identity.email
        )
    }

    // MARK: Letters

    private func letter(_ content: LetterContent, _ id: MailID) -> Mail {
        let language = MailLanguage(tag: content.language)
        let words = language.words
        let (text, way): (MailWords.Letter, MailPage.Block?) =
            switch content.topic {
            case .registration(let token): (words.registration, way("register", token, words))
            case .alreadyHere: (words.alreadyHere, nil)
            case .reset(let token): (words.reset, way("reset", token, words))
            case .welcome(let token): (words.welcome, way("reset", token, words))
            case .emailChange(let token): (words.emailChange, way("email", token, words))
            case .emailNotice: (words.emailNotice, nil)
            }
        let blocks = [.text(text.text), way, .text(text.ending), .small(words.closing)].compactMap(\.self)
        let page = MailPage(language: language, title: text.subject, blocks: blocks)
        return Mail(id, to: content.recipient, subject: text.subject, text: page.text, html: page.html)
    }

    /// The token stands behind a number sign, so that a browser sends it to nobody.
    private func way(_ page: String, _ token: String, _ words: MailWords) -> MailPage.Block {
        guard let webAddress else { return .code(label: words.useCode, token) }
        return .link(label: words.openPage, address: "\(webAddress)/\(page)/#token=\(token)")
    }
}
