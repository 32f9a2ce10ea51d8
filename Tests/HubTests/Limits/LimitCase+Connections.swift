import Gateway
import Testing
import Wire

extension LimitCase {
    static let connections = [
        LimitCase("connections", ["CONNECTIONS": "4"], counted: .connections, isDirect: true, full),
        LimitCase("connections-address", ["CONNECTIONS_PER_ADDRESS": "4"], counted: .connections, isDirect: true, full),
        LimitCase("connections-proxy", ["CONNECTIONS_PER_ADDRESS": "2"], counted: .connections) { stage in
            // One network of IPv6 counts as one address.
            for host in 1...2 { _ = try await stage.upgraded(from: "2001:db8:1:2::\(host)") }
            return {
                let answer = try await stage.client(from: "2001:db8:1:2::3").upgrade(stage.visit.path)
                #expect(answer.status == 429)
                #expect(answer.has(code: "too_many_connections"))
                #expect(answer.asksToRetry)
                _ = try await stage.upgraded(from: "2001:db8:1:3::1")
            }
        },
        LimitCase("connections-person", ["CONNECTIONS_PER_PERSON": "2"], counted: .connectionsPerPerson) { stage in
            for number in 1...2 { _ = try await stage.attached(device: "device-\(number)") }
            return {
                let third = try await stage.greeted(device: "device-3")
                #expect(try await third.closing() == .tooManyConnections)
            }
        },
        LimitCase("strangers", ["STRANGERS": "2"], counted: .strangers) { stage in
            let strangers = [try await stage.upgraded(), try await stage.upgraded()]
            return {
                let answer = try await stage.client().upgrade(stage.visit.path)
                #expect(answer.status == 503)
                #expect(answer.has(code: "busy"))
                #expect(answer.asksToRetry)
                // Who proves who they are makes room for the next.
                try await strangers[0].send(try stage.visit.hello(stage.person(LimitStage.bystander), device: "other"))
                _ = try await strangers[0].welcome()
                _ = try await stage.upgraded()
            }
        },
    ]

    /// The bystander and three others are as many as are allowed.
    private static func full(_ stage: LimitStage) async throws -> OneMore {
        var others: [LimitClient] = []
        for _ in 1...3 { others.append(try await stage.served()) }
        let last = others[2]
        return {
            let next = try await stage.client()
            #expect(await next.end() == 0)
            await last.close()
        }
    }
}
