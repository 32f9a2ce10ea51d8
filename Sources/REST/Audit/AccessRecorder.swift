import Auth
import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Has every request for personal data recorded before it is answered.
///
/// An answer that can't be recorded is not given: a read is refused as `busy`, and of a change nobody is told more than that
/// its outcome is unknown.
struct AccessRecorder: Sendable {
    private let trail: any AuditTrail
    private let endpoint: Endpoint
    private let audit: Endpoint.Audit
    private let operation: String

    init(_ endpoint: Endpoint, _ trail: any AuditTrail) {
        self.endpoint = endpoint
        self.trail = trail
        audit = endpoint.audit ?? .unnamed
        operation = endpoint.operationID
    }

    /// Who asks, and about what, as far as the request tells.
    struct Asker {
        var grant: AccessGrant?
        var address: ClientAddress?
        var requestID: String
        /// What stands in the path where an endpoint has its id.
        var pathID: String?
    }

    /// Answers with `body`, and records what came of it.
    func answer(_ asker: Asker, _ body: () async throws -> AuditedResponse) async throws -> Response {
        guard audit != .nothingPersonal else { return try await counted(body) }
        let answer: AuditedResponse
        do {
            answer = try await body()
        } catch {
            try await recordRefusal(error, asker)
            throw error
        }
        var record = Draft(asker)
        record.person = record.person ?? answer.person
        record.subjects = subjects(of: record, answer)
        try await keep(record, .allowed)
        return answer.response
    }

    /// Who asks too often is counted, whatever it is about.
    private func counted(_ body: () async throws -> AuditedResponse) async throws -> Response {
        do {
            return try await body().response
        } catch {
            let refusal = APIError(expected: error)
            if let refusal, refusal.status == .tooManyRequests { trail.turnedAway(operation, code: refusal.code) }
            throw error
        }
    }

    private struct Draft {
        let asker: Asker
        var person: PersonID?
        var subjects: [AuditRecord.Subject] = []

        init(_ asker: Asker) {
            self.asker = asker
            person = asker.grant?.person
        }
    }

    private func recordRefusal(_ error: any Error, _ asker: Asker) async throws {
        // The connection broke: nobody is answered, and nothing was done.
        guard !(error is BrokenBody) else { return }
        let refusal = APIError(expected: error) ?? .broken
        // Those are counted with everything else that is refused at the door.
        guard refusal.status != .unauthorized else { return }
        // Strangers could fill the disk.
        guard asker.grant != nil else { return trail.turnedAway(operation, code: refusal.code) }
        var record = Draft(asker)
        record.subjects = named(by: record).map { [$0] } ?? []
        try await keep(record, .refused(code: refusal.code))
    }

    private func keep(_ draft: Draft, _ outcome: AuditRecord.Outcome) async throws(APIError) {
        let record = AuditRecord(
            door: .rest,
            person: draft.person,
            role: draft.asker.grant?.role,
            session: draft.asker.grant?.session,
            operation: operation,
            subjects: draft.subjects,
            outcome: outcome,
            requestID: draft.asker.requestID,
            address: draft.asker.address.map(Erasable.present)
        )
        do {
            try await trail.record(record)
        } catch {
            throw endpoint.method == .get ? .unrecorded : APIError(.outcomeUnknown)
        }
    }

    // MARK: What it is about

    /// Each once.
    private func subjects(of record: Draft, _ answer: AuditedResponse) -> [AuditRecord.Subject] {
        let first = named(by: record) ?? created(answer.response)
        var known: Set<AuditRecord.Subject> = []
        return ((first.map { [$0] } ?? []) + answer.subjects).filter { known.insert($0).inserted }
    }

    /// What the request itself is about.
    private func named(by record: Draft) -> AuditRecord.Subject? {
        audit == .own ? record.person.map(AuditRecord.Subject.person) : subject(in: record.asker.pathID)
    }

    private func subject(in text: String?) -> AuditRecord.Subject? {
        guard case .personal(let kind) = audit, let uuid = text.flatMap({ UUID(canonical: $0) }) else { return nil }
        return AuditRecord.Subject(kind, uuid)
    }

    /// Whoever creates something is told where it is.
    private func created(_ response: Response) -> AuditRecord.Subject? {
        guard let location = response.headers[.location] else { return nil }
        return subject(in: location.split(separator: "/").last.map(String.init))
    }
}

extension APIError {
    static let unrecorded = APIError(
        status: .serviceUnavailable,
        code: "busy",
        detail: "The hub can't record who reads this at the moment, so it is not shown. Try again shortly.",
        headers: retryShortly
    )
}
