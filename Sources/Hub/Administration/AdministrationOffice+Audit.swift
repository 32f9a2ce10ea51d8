import Core
import FoundationEssentials

/// What is done at the hub's own machine is recorded like everything else: nobody knows there who it was.
extension AdministrationOffice {
    func answer(_ request: AdministrationRequest) async -> AdministrationAnswer {
        let answer = await perform(request)
        let record = AuditRecord(
            door: .console,
            operation: request.auditName,
            subjects: request.subject(answer).map { [$0] } ?? [],
            outcome: answer.ok ? .allowed : .refused(code: answer.code ?? "unknown")
        )
        do {
            try await audit.record(record)
            return answer
        } catch {
            return .refused(.outcomeUnknown, "This can't be recorded in the audit. Look whether it was done.")
        }
    }
}

extension AdministrationRequest {
    fileprivate var auditName: String {
        switch self {
        case .addUser: "console_user_add"
        case .erase: "console_erase"
        case .rotateKeys: "console_keys_rotate"
        }
    }

    fileprivate func subject(_ answer: AdministrationAnswer) -> AuditRecord.Subject? {
        switch self {
        case .addUser: answer.id.flatMap { PersonID($0) }.map(AuditRecord.Subject.person)
        case .erase(let erasure): ConsultationID(erasure.consultation).map(AuditRecord.Subject.consultation)
        case .rotateKeys: nil
        }
    }
}
