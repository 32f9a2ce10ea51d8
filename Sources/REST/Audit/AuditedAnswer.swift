import Core
import FoundationEssentials
import Hummingbird

/// An answer, or an entry of one, that says itself whose data it shows, or who somebody turned out to be.
protocol AuditedAnswer {
    /// Beside the one that the path names.
    var auditSubjects: [AuditRecord.Subject] { get }
    /// Who asked, where only the answer tells.
    var auditPerson: PersonID? { get }
}

extension AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { [] }
    var auditPerson: PersonID? { nil }
}

extension ListPage: AuditedAnswer where Item: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { results.flatMap(\.auditSubjects) }
}

extension EditedResponse: AuditedAnswer where Generator: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { responseGenerator.auditSubjects }
    var auditPerson: PersonID? { responseGenerator.auditPerson }
}

/// An answer that does not say by itself whom it is about.
struct AttributedAnswer<Answer: ResponseGenerator>: ResponseGenerator, AuditedAnswer {
    let answer: Answer
    var auditSubjects: [AuditRecord.Subject] = []
    var auditPerson: PersonID?

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try answer.response(from: request, context: context)
    }
}

// MARK: People

extension PersonAnswer: AuditedAnswer {
    var auditPerson: PersonID? { PersonID(id) }
}

extension SignedInAnswer: AuditedAnswer {
    var auditPerson: PersonID? { user.auditPerson }
}

extension UserAnswer: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .person(id) }
}

// MARK: Visits

extension ConsultationItem: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .consultation(id) }
}

extension BookingItem: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .booking(id) }
}

extension QueueAnswer: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { results.flatMap(\.auditSubjects) }
}

extension QueueAnswer.Entry: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .consultation(consultationId) }
}

/// The visit that it is about; its own id is not always in the path.
extension IssueItem: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .consultation(consultationId) }
}

// MARK: What the hub keeps of them

/// To whom it goes, and the visit that it is about.
extension MailAnswer: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .person(recipientId) + .booking(subjectId) }
}

/// It holds no more than ids, but says what happened to them.
extension NoticeBody: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] {
        switch subject {
        case .consultation(let id, _): [.consultation(id)]
        case .booking(let id): [.booking(id)]
        case nil: []
        }
    }
}

extension WebhookAnswer: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .item(id) }
}

/// Who did what, and from where.
extension AuditItem: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { .person(personId) }
}

extension [AuditRecord.Subject] {
    fileprivate static func consultation(_ id: String?) -> Self { named(.consultation, id) }

    fileprivate static func booking(_ id: String?) -> Self { named(.booking, id) }

    fileprivate static func person(_ id: String?) -> Self { named(.person, id) }

    fileprivate static func item(_ id: String?) -> Self { named(.item, id) }

    /// The subject of an id as answers write it; nothing for none.
    private static func named(_ kind: AuditRecord.Subject.Kind, _ id: String?) -> Self {
        id.flatMap { UUID(canonical: $0) }.map { [AuditRecord.Subject(kind, $0)] } ?? []
    }
}
