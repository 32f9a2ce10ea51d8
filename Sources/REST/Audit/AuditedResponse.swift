import Core
import Hummingbird

/// A response, and what the audit has to know of it.
struct AuditedResponse: Sendable {
    var response: Response
    /// Whose data it shows, beside what the path names.
    var subjects: [AuditRecord.Subject] = []
    /// Who asked, where only the answer tells.
    var person: PersonID?

    /// Requests that it costs beside its own: what names many fills the audit like many.
    var furtherRequests: Int {
        let further = max(min(Set(subjects).count, AuditRecord.subjectsMax) - 1, 0)
        let weight = AuditRecord.subjectsPerRequest
        return (further + weight - 1) / weight
    }

    /// Asks the value that the response was made of.
    init(_ response: Response, of value: Any) {
        self.response = response
        guard let audited = value as? any AuditedAnswer else { return }
        subjects = audited.auditSubjects
        person = audited.auditPerson
    }

    init(_ response: Response, about subjects: [AuditRecord.Subject]) {
        self.response = response
        self.subjects = subjects
    }
}
