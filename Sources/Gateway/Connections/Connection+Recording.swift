import Core
import NIOCore
import Wire

// The audit of sockets: who came, and whom a consultation did not let in. What they do there is in its own journal.
extension Connection {
    /// The names of these accesses in the audit.
    enum Access: String {
        /// Somebody proved who they are, and asks the consultation for its state.
        case hello = "socket_hello"
        /// The consultation did not let them in.
        case attach = "socket_attach"
    }

    /// Goes on when it is on disk who comes; who renews a token has come already.
    ///
    /// Nothing is read meanwhile, as while a token is being verified.
    func record(_ verified: Grant?) {
        guard let audit = surroundings.audit, member == nil else { return granted(verified) }
        guard let grant = verified else {
            audit.turnedAway(Access.hello.rawValue, code: CloseCode.badCredential.name)
            return granted(nil)
        }
        let bound = NIOLoopBound(self, eventLoop: loop.loop.eventLoop)
        let record = record(.hello, of: grant, .allowed)
        Task {
            let isRecorded = await audit.keeps(record)
            bound.eventLoop.execute { bound.value.recorded(grant, isRecorded) }
        }
    }

    /// Nobody is shown anything that the audit does not know of.
    private func recorded(_ grant: Grant, _ isRecorded: Bool) {
        if isRecorded { granted(grant) } else { close(.busy) }
        resumeReading()
    }

    /// The consultation closes the socket: a refusal if it never told it anything.
    ///
    /// Nothing personal is shown, so nobody waits for the record.
    func recordRefusal(_ code: CloseCode) {
        guard let audit = surroundings.audit, !isWelcomed, !code.isReconnect, let grant else { return }
        let record = record(.attach, of: grant, .refused(code: code.name))
        Task { _ = await audit.keeps(record) }
    }

    private func record(_ access: Access, of grant: Grant, _ outcome: AuditRecord.Outcome) -> AuditRecord {
        AuditRecord(
            door: .socket,
            person: grant.person,
            role: grant.role,
            session: grant.session,
            operation: access.rawValue,
            subjects: [.consultation(consultation)],
            outcome: outcome,
            address: visit.address.map(Erasable.present)
        )
    }
}

extension AuditTrail {
    fileprivate func keeps(_ record: AuditRecord) async -> Bool {
        do {
            try await self.record(record)
            return true
        } catch {
            return false
        }
    }
}
