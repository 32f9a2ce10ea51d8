import Testing

/// Asks until it is as it should be, and records an issue if that takes far longer than it could on a busy machine.
func until(_ what: Comment, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
        if try await isSo() { return }
        await Task.yield()
    }
    Issue.record("It did not come to this: \(what)")
}
