import Core
import FoundationEssentials
import Hummingbird

/// An answer that says itself whose data it shows, or who somebody turned out to be.
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

/// An entry of a list that is about one thing.
protocol AuditedItem {
    var auditSubject: AuditRecord.Subject? { get }
}

extension ListPage: AuditedAnswer where Item: AuditedItem {
    var auditSubjects: [AuditRecord.Subject] { results.compactMap(\.auditSubject) }
}

extension EditedResponse: AuditedAnswer where Generator: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] { responseGenerator.auditSubjects }
    var auditPerson: PersonID? { responseGenerator.auditPerson }
}

extension SignedInAnswer: AuditedAnswer {
    var auditPerson: PersonID? { PersonID(user.id) }
}

extension ConsultationItem: AuditedItem {
    var auditSubject: AuditRecord.Subject? { ConsultationID(id).map(AuditRecord.Subject.consultation) }
}

extension BookingItem: AuditedItem {
    var auditSubject: AuditRecord.Subject? { BookingID(id).map(AuditRecord.Subject.booking) }
}

extension UserAnswer: AuditedItem {
    var auditSubject: AuditRecord.Subject? { PersonID(id).map(AuditRecord.Subject.person) }
}

extension QueueAnswer: AuditedAnswer {
    var auditSubjects: [AuditRecord.Subject] {
        results.compactMap { ConsultationID($0.consultationId).map(AuditRecord.Subject.consultation) }
    }
}

/// The visit that it is about; its own id is not always in the path.
extension IssueItem: AuditedItem, AuditedAnswer {
    var auditSubject: AuditRecord.Subject? { ConsultationID(consultationId).map(AuditRecord.Subject.consultation) }
    var auditSubjects: [AuditRecord.Subject] { auditSubject.map { [$0] } ?? [] }
}
