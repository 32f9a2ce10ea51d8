package import Core
package import HTTPTypes
package import NIOCore

/// Who may come in, and with what.
extension SocketServer {
    /// Takes a new connection in, or closes it without a word and throws if there are too many.
    ///
    /// It is closed here, because NIO leaves a channel open whose set-up fails.
    ///
    /// A trusted proxy has as many as it needs; its clients are counted when they open sockets.
    func admit(_ channel: any Channel) throws(ConnectionRefused) -> Visit {
        let peer = channel.remoteAddress
        let address = edge.proxies.contain(peer) ? nil : ClientAddress(peer)?.group
        guard let visit = population.admit(channel, from: address, limits) else {
            surroundings.reached(.connections)
            channel.close(promise: nil)
            throw ConnectionRefused()
        }
        // Each channel keeps a buffer as long as its reads; a request for a socket, and most of what follows, fits this.
        try? channel.syncOptions?.setOption(
            .recvAllocator,
            value: AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 512, maximum: 64 * 1024)
        )
        return visit
    }

    /// Whether the gateway takes this request as a WebSocket, or why not.
    func judge(_ request: some RequestHead, from peer: SocketAddress?) throws(UpgradeRefusal) -> Handshake {
        try edge.judgeHost(of: request)
        var handshake = try Handshake(request)
        try edge.judgeOrigin(of: request, from: peer)
        handshake.client = edge.client(of: request, from: peer)
        guard !population.isDraining else { throw .draining }
        guard population.strangerCount < limits.strangersMax else { throw .full }
        if let client = handshake.client?.group, edge.proxies.contain(peer) {
            let count = population.addresses.connectionCount(of: client)
            guard count < limits.connectionsPerAddressMax else { throw .tooManyConnections }
        }
        return handshake
    }

    /// Counts a new socket among those of its address; `nil` if there are too many, or came too many.
    ///
    /// `visit` is the connection's: behind a proxy it says nothing about the client.
    func arrive(_ handshake: Handshake, _ visit: Visit, on channel: any Channel) -> Visit? {
        var visit = visit
        if let client = handshake.client?.group, visit.address == nil {
            guard let own = population.visit(client, limits, until: channel) else { return nil }
            visit = own
        }
        return admits(visit.visitor) ? visit : nil
    }

    /// Whether one more request of this address is within its rate.
    package func admitsRequest(from client: ClientAddress?) -> Bool {
        guard let client = client?.group else { return true }
        return admits(population.addresses.visitor(client))
    }

    /// Whether one more request of this person is within their rate, wherever it comes from.
    package func admitsRequest(of person: PersonID) -> Bool {
        let arrivals = population.askers.visitor(person).arrivals
        let isWithin = arrivals.admits(limits.requestsPerPerson, at: surroundings.clocks.uptime())
        if !isWithin { surroundings.reached(.personRequestRate) }
        return isWithin
    }

    /// Counts more requests of this person: one that was served cost as much as these, too.
    package func charge(_ requests: Int, to person: PersonID) {
        population.askers.visitor(person).arrivals
            .charge(limits.requestsPerPerson, at: surroundings.clocks.uptime(), count: requests)
    }

    /// Whether one more sign-in of this address is within its rate.
    package func admitsSignIn(from client: ClientAddress?) -> Bool {
        guard let client = client?.group else { return true }
        let visitor = population.addresses.visitor(client)
        let isWithin = visitor.signIns.admits(limits.signInsPerAddress, at: surroundings.clocks.uptime())
        if !isWithin { surroundings.reached(.addressSignInRate) }
        return isWithin
    }

    private func admits(_ visitor: Visitor) -> Bool {
        let isWithin = visitor.arrivals.admits(limits.requestsPerAddress, at: surroundings.clocks.uptime())
        if !isWithin { surroundings.reached(.addressRequestRate) }
        return isWithin
    }

    /// The answer to a request for the WebSocket path that reached the HTTP router: why it was not upgraded.
    ///
    /// A reason that may have passed by now comes with the request.
    package func refusal(of request: HTTPRequest, from peer: SocketAddress?) -> UpgradeRefusal {
        if let refusal = UpgradeRefusal(carriedBy: request) { return refusal }
        do throws(UpgradeRefusal) {
            _ = try judge(request, from: peer)
            return .connectionInUse
        } catch {
            return error
        }
    }

    private var population: Population { surroundings.population }
    private var limits: SocketLimits { surroundings.configuration.limits }
    private var edge: EdgeRules { surroundings.configuration.edge }
}
