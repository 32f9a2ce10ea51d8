import Core
import Hummingbird

/// A response, and what the audit has to know of it.
struct AuditedResponse: Sendable {
    var response: Response
    /// Whose data it shows, beside what the path names.
    var subjects: [AuditRecord.Subject] = []
    /// Who asked, where only the answer tells.
    var person: PersonID?

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
