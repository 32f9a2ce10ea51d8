package import Core

/// The one way to a consultation: it finds the loop on which the consultation lives, and starts it when needed.
///
/// Consultations are spread over the loops by a hash of their id. Messages are values, so that another node can own the
/// consultation one day; the only reference among them is the ``Outlet`` of an attaching socket.
package struct Registry: Sendable {
    private let shards: [RegistryShard]

    package init(shards: [RegistryShard]) {
        precondition(!shards.isEmpty, "consultations need a loop to live on")
        self.shards = shards
    }

    /// Hands a message over.
    ///
    /// From the consultation's own loop this enters it synchronously, from elsewhere with one hop.
    package func tell(_ id: ConsultationID, _ message: ConsultationMessage) {
        shard(of: id).tell(id, message)
    }

    /// Asks, and waits for the answer.
    package func ask(_ id: ConsultationID, _ request: ConsultationRequest) async -> ConsultationReply {
        await withCheckedContinuation { continuation in
            shard(of: id).ask(id, request) { continuation.resume(returning: $0) }
        }
    }

    /// Lets go of all that was read of a consultation, because its key was destroyed.
    package func forget(_ id: ConsultationID) {
        shard(of: id).forget(id)
    }

    fileprivate func shard(of id: ConsultationID) -> RegistryShard {
        shards[id.bucket(of: shards.count)]
    }
}

extension Registry {
    /// Wakes what the journal says is to be woken: consultations with people in them at once.
    package func start(_ wakes: [Wake]) {
        for wake in wakes where wake.entity.kind == .consultation {
            let id = ConsultationID(uuid: wake.entity.uuid)
            shard(of: id).schedule(id, at: wake.due)
        }
    }
}
