import Core

/// Lets one request at a time do something about a booking that may not be there yet.
actor BookingTurns {
    private var queues: [BookingID: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` when all that came before for the same booking have ended.
    nonisolated func run<Value: Sendable>(_ id: BookingID, _ body: () async throws -> Value) async throws -> Value {
        await begin(id)
        do {
            let value = try await body()
            await end(id)
            return value
        } catch {
            await end(id)
            throw error
        }
    }

    private func begin(_ id: BookingID) async {
        guard queues[id] != nil else {
            queues[id] = []
            return
        }
        await withCheckedContinuation { queues[id]?.append($0) }
    }

    private func end(_ id: BookingID) {
        guard queues[id]?.isEmpty == false else {
            queues[id] = nil
            return
        }
        queues[id]?.removeFirst().resume()
    }
}
