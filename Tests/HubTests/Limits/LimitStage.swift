import Actors
import Core
import Gateway
import REST
import Testing
import Wire

@testable import Hub

/// A hub with one limit set small: somebody who reaches it, and a bystander who must not notice.
///
/// Time passes for the gateway's loops when the test says so, so that no rate is refilled by chance. For one task.
final class LimitStage {
    /// Where a proxy says that people are.
    static let address = "198.51.100.7"
    static let otherAddress = "198.51.100.8"
    private static let bystanderAddress = "203.0.113.1"

    let visit: HubVisit
    private let isDirect: Bool
    private var clients: [LimitClient] = []

    /// Plays the case and checks what it leaves untouched.
    static func run(_ limit: LimitCase) async throws {
        var variables = ["LASO_LOOPS": "1", "LASO_LIMIT_DRAIN_SECONDS": "0"]
        if !limit.isDirect { variables["LASO_TRUSTED_PROXIES"] = "127.0.0.1" }
        for (name, value) in limit.settings { variables["LASO_LIMIT_" + name] = value }
        var configuration = try HubConfiguration.read(from: variables)
        configuration.server.tickInterval = .seconds(3600)
        try await HubVisit.run(configuration, roles: [.doctor, .doctor, .doctor, .patient]) { visit in
            let stage = LimitStage(visit, isDirect: limit.isDirect)
            do {
                try await stage.play(limit)
            } catch {
                await stage.clear()
                throw error
            }
            await stage.clear()
        }
    }

    private init(_ visit: HubVisit, isDirect: Bool) {
        self.visit = visit
        self.isDirect = isDirect
    }

    private func play(_ limit: LimitCase) async throws {
        let bystander = try await attached(Self.bystander, from: Self.bystanderAddress)
        let oneMore = try await limit.play(self)
        #expect(reached.isEmpty, "what is allowed reaches no limit")
        let before = try await view()
        try await oneMore()
        if !limit.changesView { #expect(try await view() == before) }
        #expect(reached == (limit.counted.map { [$0.rawValue] } ?? []))

        let reply = try await bystander.perform(1, .chat())
        #expect(reply.refusal == nil)
        try await untilServed()
    }

    private func clear() async {
        for client in clients { await client.close() }
    }

    /// What the bystander may know of the consultation.
    ///
    /// Whose connections are lost for the moment is no part of it.
    private func view() async throws -> ConsultationView {
        guard case .view(var view) = await visit.hub.parts.registry.ask(visit.id, .view(person(Self.bystander))) else {
            throw CommandFailure(.refused, "The consultation can't be seen.")
        }
        for index in view.participants.indices { view.participants[index].isReconnecting = false }
        return view
    }

    /// The limits that were reached, as `/metrics` names them.
    private var reached: Set<String> {
        let page = visit.hub.parts.rest.metrics?.render() ?? ""
        let lines = page.matches(of: #/laso_limit_reached_total\{limit="(\w+)"\} (\d+)/#)
        return Set(lines.filter { $0.2 != "0" }.map { String($0.1) })
    }

    /// Connects until a connection is let in: the end of an earlier one is noticed in its own time.
    private func untilServed() async throws {
        while true {
            let client = try await client(from: Self.bystanderAddress)
            do {
                #expect(try await client.get("/health/ready").status == 200)
                return
            } catch is LimitClient.Ended {
                continue
            }
        }
    }
}

// Who takes part.
extension LimitStage {
    /// Three doctors, who need no admission, by their places.
    static let first = 0
    static let second = 1
    static let bystander = 2

    func person(_ place: Int) -> PersonID { visit.people[place] }

    /// A connection that has sent nothing yet.
    func client(from address: String = LimitStage.address, receiveBuffer: CInt? = nil) async throws -> LimitClient {
        let client = try await LimitClient(
            port: visit.hub.port,
            forwardedFor: isDirect ? nil : address,
            receiveBuffer: receiveBuffer
        )
        clients.append(client)
        return client
    }

    /// A connection that was served.
    func served() async throws -> LimitClient {
        let client = try await client()
        #expect(try await client.get("/health/live").status == 200)
        return client
    }

    /// A socket before its hello.
    func upgraded(
        from address: String = LimitStage.address,
        receiveBuffer: CInt? = nil
    ) async throws -> LimitClient {
        let client = try await client(from: address, receiveBuffer: receiveBuffer)
        #expect(try await client.upgrade(visit.path).status == 101)
        return client
    }

    /// A socket with its hello sent.
    func greeted(
        _ place: Int = LimitStage.first,
        device: String = "test",
        from address: String = LimitStage.address
    ) async throws -> LimitClient {
        let client = try await upgraded(from: address)
        try await client.send(try visit.hello(person(place), device: device))
        return client
    }

    /// A socket that was welcomed.
    func attached(
        _ place: Int = LimitStage.first,
        device: String = "test",
        from address: String = LimitStage.address
    ) async throws -> LimitClient {
        let client = try await greeted(place, device: device, from: address)
        _ = try await client.welcome()
        return client
    }

    /// The gateway looks at its clock.
    func tick() { visit.hub.parts.gateway.tick() }

    /// Sends a command again until there is room for it; it was refused for a while, as clients do.
    func untilAdmitted(_ client: LimitClient, _ counter: UInt64) async throws {
        while true {
            tick()
            let reply = try await client.perform(counter, .chat())
            guard reply.refusal == .tooFast else { return #expect(reply.refusal == nil) }
        }
    }
}
