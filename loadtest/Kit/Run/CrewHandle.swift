import NIOCore

/// A crew, for those who are not on its loop.
struct CrewHandle: Sendable {
    private let crew: NIOLoopBound<Crew>
    private let loop: any EventLoop

    /// Makes a crew on its loop.
    static func make(
        on loop: any EventLoop,
        place: HubPlace,
        scenario: Scenario,
        accounts: [Account],
        run: UInt32,
        index: Int,
        of count: Int
    ) async throws -> CrewHandle {
        try await loop.submit {
            let crew = Crew(
                loop: loop,
                place: place,
                scenario: scenario,
                accounts: accounts,
                run: run,
                index: index,
                of: count
            )
            return CrewHandle(crew: NIOLoopBound(crew, eventLoop: loop), loop: loop)
        }
        .get()
    }

    /// Does something on the crew's loop.
    @discardableResult
    func perform<Value: Sendable>(_ body: @escaping @Sendable (Crew) throws -> Value) async throws -> Value {
        try await loop.submit { try body(crew.value) }.get()
    }

    /// Does something there that ends later.
    func performToEnd(_ body: @escaping @Sendable (Crew) -> EventLoopFuture<Void>) async throws {
        try await loop.flatSubmit { body(crew.value) }.get()
    }
}
