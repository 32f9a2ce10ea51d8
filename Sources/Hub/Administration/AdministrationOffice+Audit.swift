import Core
import Wire

/// What is done at the hub's own machine is recorded like everything else: nobody knows there who it was.
extension AdministrationOffice {
    func answer(_ request: AdministrationRequest) async -> AdministrationAnswer {
        let answer = await perform(request)
        let record = AuditRecord(
            door: .console,
            operation: request.auditName,
            subjects: request.subjects(answer),
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
        case .listUsers: "console_user_list"
        case .changeUser: "console_user_change"
        case .setPassword: "console_user_password"
        case .eraseUser: "console_user_erase"
        case .erase: "console_erase"
        case .rotateKeys: "console_keys_rotate"
        case .read(let reading): "console_\(reading.purpose.rawValue)"
        }
    }

    fileprivate func subjects(_ answer: AdministrationAnswer) -> [AuditRecord.Subject] {
        switch self {
        case .addUser, .changeUser, .setPassword, .eraseUser, .listUsers:
            ([answer.id] + (answer.people ?? []).map(\.id)).compactMap { id in
                id.flatMap { PersonID($0) }.map(AuditRecord.Subject.person)
            }
        case .erase(let erasure):
            ConsultationID(erasure.consultation).map { [.consultation($0)] } ?? []
        case .read(let reading):
            reading.consultation.flatMap { ConsultationID($0) }.map { [.consultation($0)] } ?? []
        case .rotateKeys:
            []
        }
    }
}
