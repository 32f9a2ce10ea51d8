import Core
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Notifications
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPWebhookSenderTests {
    /// Says what the test wants, and counts how often it was asked.
    private final class FixedResolver: NameResolver {
        private let answers: Mutex<[[SocketAddress]]>

        init(_ answers: [SocketAddress]...) {
            self.answers = Mutex(answers)
        }

        /// The last answer is given again and again.
        func addresses(of host: String, port: Int) -> [SocketAddress] {
            answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? [] }
        }
    }

    private static func address(_ text: String, _ port: Int) throws -> SocketAddress {
        try SocketAddress(ipAddress: text, port: port)
    }

    private func sender(
        isPrivateAllowed: Bool = true,
        timeout: Duration = .seconds(60),
        tls: TLSConfiguration = .makeClientConfiguration(),
        lookups: Int = 8,
        resolver: any NameResolver = SystemResolver()
    ) throws -> HTTPWebhookSender {
        var configuration = HTTPWebhookSender.Configuration()
        configuration.timeout = timeout
        configuration.allowsPrivate = isPrivateAllowed
        configuration.isAllowed = { $0.isLoopback }
        configuration.tls = tls
        configuration.lookupsMax = lookups
        return try HTTPWebhookSender(
            group: MultiThreadedEventLoopGroup.singleton,
            clocks: TestClocks(),
            configuration: configuration,
            resolver: resolver
        )
    }

    private func delivery(_ url: String, of webhook: WebhookID = WebhookID(uuid: UUID())) throws -> WebhookDelivery {
        WebhookDelivery(
            webhook: webhook,
            url: try #require(WebhookURL(url)),
            secrets: ["whsec_test"],
            id: "the id",
            body: Array(#"{"id":"1"}"#.utf8)
        )
    }

    /// Keeps whoever looks certain names up, until the test lets go.
    private final class HangingResolver: NameResolver {
        private let gate = DispatchGroup()
        private let count = Mutex(0)
        private let answer: SocketAddress
        let arrivals: AsyncStream<Void>
        private let arriving: AsyncStream<Void>.Continuation

        init(_ answer: SocketAddress) {
            self.answer = answer
            (arrivals, arriving) = AsyncStream.makeStream()
            gate.enter()
        }

        var lookUpCount: Int { count.withLock { $0 } }

        func letGo() { gate.leave() }

        func addresses(of host: String, port: Int) -> [SocketAddress] {
            guard host.hasSuffix("hangs.example") else { return [answer] }
            count.withLock { $0 += 1 }
            arriving.yield()
            gate.wait()
            return [answer]
        }
    }

    /// However many attempts go there.
    @Test func aNameThatHangsHoldsOneThread() async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let resolver = HangingResolver(try Self.address("127.0.0.1", receiver.port))
            let sender = try sender(resolver: resolver)
            let webhook = WebhookID(uuid: UUID())
            try await withThrowingTaskGroup(of: WebhookResult.self) { group in
                for _ in 0..<40 {
                    let delivery = try delivery("http://hangs.example:\(receiver.port)/", of: webhook)
                    group.addTask { await sender.send(delivery) }
                }
                for await _ in resolver.arrivals { break }
                let quick = await sender.send(try delivery("http://quick.example:\(receiver.port)/"))
                #expect(quick.isDelivered)
                #expect(resolver.lookUpCount == 1)
                resolver.letGo()
                for try await result in group { #expect(result.isDelivered) }
            }
        }
    }

    /// However many names its address has had, and however many webhooks are like it.
    @Test func aWebhookWhoseNamesHangHoldsOneThread() async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let resolver = HangingResolver(try Self.address("127.0.0.1", receiver.port))
            let sender = try sender(lookups: 13, resolver: resolver)
            let webhooks = (0..<12).map { _ in WebhookID(uuid: UUID()) }
            try await withThrowingTaskGroup(of: WebhookResult.self) { group in
                for webhook in webhooks {
                    for number in 0..<5 {
                        let url = "http://\(number).hangs.example:\(receiver.port)/"
                        let delivery = try delivery(url, of: webhook)
                        group.addTask { await sender.send(delivery) }
                    }
                }
                var arrivals = resolver.arrivals.makeAsyncIterator()
                for _ in webhooks { await arrivals.next() }
                let quick = await sender.send(try delivery("http://quick.example:\(receiver.port)/"))
                #expect(quick.isDelivered)
                #expect(resolver.lookUpCount == webhooks.count)
                resolver.letGo()
                for try await result in group { #expect(result.isDelivered) }
                #expect(resolver.lookUpCount == webhooks.count * 5)
            }
        }
    }

    /// What nobody waits for any more is not looked up.
    @Test func whoGaveUpIsLookedUpNoMore() async throws {
        let resolver = HangingResolver(try Self.address("127.0.0.1", 1))
        let sender = try sender(resolver: resolver)
        let webhook = WebhookID(uuid: UUID())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await sender.send(delivery("http://first.hangs.example:1/", of: webhook)) }
            for await _ in resolver.arrivals { break }
            for number in 0..<20 {
                group.addTask { _ = try? await sender.send(delivery("http://\(number).hangs.example:1/", of: webhook)) }
            }
            group.cancelAll()
        }
        resolver.letGo()
        let last = await sender.send(try delivery("http://127.0.0.1:1/", of: webhook))
        #expect(!last.isDelivered)
        #expect(resolver.lookUpCount == 1)
    }

    @Test func aReceiverGetsASignedPost() async throws {
        try await TestReceiver.run(.status(204)) { receiver in
            let result = try await sender().send(delivery("http://127.0.0.1:\(receiver.port)/a/b?c=d"))
            #expect(result == .answered(status: 204))
            #expect(result.isDelivered)
            let request = try #require(await receiver.requests.first { _ in true })
            #expect(request.head.method == .POST)
            #expect(request.head.uri == "/a/b?c=d")
            #expect(request.head.headers["Host"] == ["127.0.0.1:\(receiver.port)"])
            #expect(request.head.headers["Content-Type"] == ["application/json"])
            #expect(request.head.headers["LASO-Event-Id"] == ["the id"])
            let body = Array(#"{"id":"1"}"#.utf8)
            #expect(request.body == body)
            let signature = WebhookSignature.header(body, secrets: ["whsec_test"], at: TestClocks().now())
            #expect(request.head.headers["LASO-Signature"] == [signature])
        }
    }

    @Test(arguments: [200, 299, 300, 302, 307, 308, 400, 410, 429, 500, 503])
    func everyAnswerIsTold(_ status: Int) async throws {
        try await TestReceiver.run(.status(status)) { receiver in
            let result = try await sender().send(delivery("http://localhost:\(receiver.port)/"))
            #expect(result == .answered(status: status))
            #expect(result.isDelivered == (status < 300))
            #expect(result.isGone == (status == 410))
        }
    }

    /// Where it leads to is not even asked.
    @Test func aRedirectIsNotFollowed() async throws {
        try await TestReceiver.run(.status(200)) { target in
            let headers = ["Location": "http://127.0.0.1:\(target.port)/"]
            try await TestReceiver.run(.status(307, headers: headers)) { receiver in
                let result = try await sender().send(delivery("http://127.0.0.1:\(receiver.port)/"))
                #expect(result == .answered(status: 307))
                let after = try await sender().send(delivery("http://127.0.0.1:\(target.port)/after"))
                #expect(after.isDelivered)
                let first = try #require(await target.requests.first { _ in true })
                #expect(first.head.uri == "/after")
            }
        }
    }

    @Test(arguments: [
        "https://127.0.0.1:@/", "https://localhost:@/", "https://[::1]:@/", "https://[::ffff:127.0.0.1]:@/",
        "https://0.0.0.0:@/", "https://127.1:@/", "https://2130706433:@/", "https://0x7f000001:@/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
    ])
    func nothingIsSentToThisMachineOrToPrivateNetworks(_ url: String) async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let url = url.replacingOccurrences(of: "@", with: "\(receiver.port)")
            let result = try await sender(isPrivateAllowed: false).send(delivery(url))
            // Not all systems know all of these ways to write an address.
            #expect(result == .failed(.targetNotAllowed) || result == .failed(.nameNotFound), "\(result)")
        }
    }

    @Test func aNameThatLeadsInsideIsNoWayIn() async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let inside = try Self.address("127.0.0.1", receiver.port)
            let resolver = FixedResolver([inside])
            let sender = try sender(isPrivateAllowed: false, resolver: resolver)
            let result = try await sender.send(delivery("https://hook.example.org:\(receiver.port)/"))
            #expect(result == .failed(.targetNotAllowed))
        }
    }

    /// A name that answers one thing to the look and another one to the connection: there is only one look.
    @Test func aNameIsLookedUpOnce() async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let inside = try Self.address("127.0.0.1", receiver.port)
            // Nobody answers there (RFC 5737), and it counts as private; the second look would find the receiver.
            let resolver = FixedResolver([try Self.address("192.0.2.1", receiver.port)], [inside])
            let sender = try sender(resolver: resolver)
            let first = try await sender.send(delivery("http://hook.example.org:\(receiver.port)/"))
            #expect(first == .failed(.targetNotAllowed))
            let second = try await sender.send(delivery("http://hook.example.org:\(receiver.port)/"))
            #expect(second.isDelivered)
            let request = try #require(await receiver.requests.first { _ in true })
            #expect(request.head.headers["Host"] == ["hook.example.org:\(receiver.port)"])
        }
    }

    @Test func anAddressThatNobodyAnswersAtIsFollowedByTheNext() async throws {
        try await TestReceiver.run(.status(200)) { receiver in
            let closed = try Self.address("127.0.0.1", 1)
            let open = try Self.address("127.0.0.1", receiver.port)
            let sender = try sender(resolver: FixedResolver([closed, open]))
            #expect(try await sender.send(delivery("http://hook.example.org/")).isDelivered)
        }
    }

    @Test func whoSaysNothingIsGivenUp() async throws {
        try await TestReceiver.run(.silence) { receiver in
            let sender = try sender(timeout: .milliseconds(200))
            let result = try await sender.send(delivery("http://127.0.0.1:\(receiver.port)/"))
            #expect(result == .failed(.timeout))
        }
    }

    @Test func whoeverStopsItDoesNotWait() async throws {
        try await TestReceiver.run(.silence) { receiver in
            let sender = try sender(timeout: .seconds(3600))
            let delivery = try delivery("http://127.0.0.1:\(receiver.port)/")
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = await sender.send(delivery) }
                _ = await receiver.requests.first { _ in true }
                group.cancelAll()
            }
        }
    }

    @Test func whoHangsUpHasNotTakenIt() async throws {
        try await TestReceiver.run(.hangUp) { receiver in
            let result = try await sender().send(delivery("http://127.0.0.1:\(receiver.port)/"))
            #expect(result == .failed(.badAnswer))
        }
    }

    @Test func nobodyThereIsUnreachableAndNoNameIsNotFound() async throws {
        #expect(try await sender().send(delivery("http://127.0.0.1:1/")) == .failed(.unreachable))
        let sender = try sender(resolver: FixedResolver([]))
        #expect(try await sender.send(delivery("https://nowhere.example/")) == .failed(.nameNotFound))
    }

    @Test func overTLSTheReceiverHasToProveWhoItIs() async throws {
        let certificate = try TestCertificate()
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
        let server = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        try await TestReceiver.run(.status(200), tls: NIOSSLContext(configuration: server)) { receiver in
            let target = try Self.address("127.0.0.1", receiver.port)
            var trusting = TLSConfiguration.makeClientConfiguration()
            trusting.trustRoots = .certificates(chain)
            let sender = try sender(tls: trusting, resolver: FixedResolver([target]))
            let named = "https://\(TestCertificate.name):\(receiver.port)/"
            #expect(try await sender.send(delivery(named)).isDelivered)
            #expect(try await sender.send(delivery("https://127.0.0.1:\(receiver.port)/")).isDelivered)
            let other = try await sender.send(delivery("https://other.test:\(receiver.port)/"))
            #expect(other == .failed(.insecure))
            let unknowing = try self.sender(resolver: FixedResolver([target]))
            #expect(try await unknowing.send(delivery(named)) == .failed(.insecure))
        }
    }

    @Test func whatTheAddressItselfTellsIsToldAtOnce() throws {
        let strict = try sender(isPrivateAllowed: false)
        func problem(_ sender: HTTPWebhookSender, _ text: String) throws -> String? {
            sender.problem(with: try #require(WebhookURL(text)))
        }
        #expect(try problem(strict, "https://hook.example.org/") == nil)
        #expect(try problem(strict, "http://hook.example.org/") == "Must be an https address.")
        for text in ["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://a.localhost/"] {
            #expect(try problem(strict, text) == "Must be a public address.", "\(text)")
        }
        let lenient = try sender()
        #expect(try problem(lenient, "http://127.0.0.1:8000/") == nil)
        #expect(try problem(lenient, "http://10.0.0.1/") == "Must be a public address.")
        #expect(try problem(lenient, "http://1.1.1.1/") == "Must be a public address.")
    }
}
