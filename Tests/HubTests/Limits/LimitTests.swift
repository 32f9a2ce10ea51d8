import Testing

/// Every limit, over real sockets, each against a hub of its own.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    @Test(arguments: LimitCase.all)
    func asMuchAsIsAllowedWorksAndOneMoreHasTheDocumentedAnswer(_ limit: LimitCase) async throws {
        try await LimitStage.run(limit)
    }
}
