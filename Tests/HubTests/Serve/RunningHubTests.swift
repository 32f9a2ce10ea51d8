import Auth
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Hub

@Suite(.serialized, .timeLimit(.minutes(1))) struct RunningHubTests {
    @Test func aHubListensOnAPortOfTheSystemsChoiceUntilItIsStopped() async throws {
        try await withTemporaryFolder { folder in
            let hub = try await RunningHub.start(configuration(folder))
            #expect(hub.port > 0)
            #expect(FileManager.default.fileExists(atPath: folder + "/hub.sock"))
            try await hub.stop()
            #expect(!FileManager.default.fileExists(atPath: folder + "/hub.sock"))
        }
    }

    @Test func aPersonIsAddedOverTheLocalSocketOnce() async throws {
        try await withHub { _, folder in
            let answer = try await Administration.perform(.addUser(ada), configuration(folder))
            #expect(answer.id.flatMap(UUID.init(uuidString:)) != nil)
            let failure = await #expect(throws: CommandFailure.self) {
                try await Administration.perform(.addUser(ada), configuration(folder))
            }
            #expect(failure?.kind == .refused)
            #expect(failure?.description.contains("already_exists") == true)
        }
    }

    @Test(arguments: [
        AdministrationRequest.NewUser(email: "nobody", role: "doctor", name: "A", password: "long enough"),
        AdministrationRequest.NewUser(email: "a@b.example", role: "wizard", name: "A", password: "long enough"),
        AdministrationRequest.NewUser(email: "a@b.example", role: "doctor", name: "", password: "long enough"),
        AdministrationRequest.NewUser(email: "a@b.example", role: "doctor", name: "A", password: "short"),
    ])
    func aBadPersonIsRefused(user: AdministrationRequest.NewUser) async throws {
        try await withHub { hub, _ in
            let answer = await hub.parts.people.add(user)
            #expect(!answer.ok)
            #expect(answer.code == "invalid")
        }
    }

    @Test func whatIsNoRequestIsAnsweredAndTheSocketStays() async throws {
        try await withHub { _, folder in
            let answers = try await exchange(folder + "/hub.sock", "nonsense\n{}\n", answers: 2)
            #expect(answers.allSatisfy { $0.code == "invalid" && !$0.ok })
        }
    }

    @Test func aLineWithoutAnEndClosesTheConnectionOnly() async throws {
        try await withHub { _, folder in
            let endless = String(repeating: "a", count: LineBuffer.lineBytesMax + 1)
            let answers = try await exchange(folder + "/hub.sock", endless, answers: 1)
            #expect(answers.isEmpty)
            _ = try await Administration.perform(.addUser(ada), configuration(folder))
        }
    }

    @Test func moreConnectionsThanServedAtATimeWaitTheirTurn() async throws {
        try await withHub { _, folder in
            let path = folder + "/hub.sock"
            var idle: [any Channel] = []
            for _ in 0..<AdministrationService.connectionsMax {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(unixDomainSocketPath: path).get()
                idle.append(channel)
            }
            async let answer = AdministrationClient(path: path).send(.addUser(ada))
            for channel in idle { try await channel.close() }
            #expect(try await answer?.ok == true)
        }
    }

    @Test func theSocketOfAKilledHubIsReplaced() async throws {
        try await withTemporaryFolder { folder in
            // A hard link keeps the socket's file when its server has gone.
            let dead = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: folder + "/dead.sock").get()
            try FileManager.default.linkItem(atPath: folder + "/dead.sock", toPath: folder + "/hub.sock")
            try await dead.close()
            let hub = try await RunningHub.start(configuration(folder))
            _ = try await Administration.perform(.addUser(ada), configuration(folder))
            try await hub.stop()
        }
    }

    @Test func aSecondHubWithTheSameFolderIsRefusedAndTheFirstStays() async throws {
        try await withHub { _, folder in
            let failure = await #expect(throws: CommandFailure.self) {
                try await RunningHub.start(configuration(folder))
            }
            #expect(failure?.kind == .unavailable)
            #expect(failure?.description.contains("Another hub (process ") == true)
            _ = try await Administration.perform(.addUser(ada), configuration(folder))
        }
    }

    @Test func aTakenPortIsAClearFailure() async throws {
        try await withHub { hub, _ in
            try await withTemporaryFolder { folder in
                var second = configuration(folder)
                second.port = hub.port
                let failure = await #expect(throws: CommandFailure.self) { try await RunningHub.start(second) }
                #expect(failure?.kind == .unavailable)
                #expect(failure?.description.contains("\(hub.port)") == true)
                #expect(!FileManager.default.fileExists(atPath: folder + "/hub.sock"))
            }
        }
    }

    @Test func withoutAHubTheCommandDoesItItself() async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Administration.perform(.addUser(ada), configuration(folder))
            #expect(answer.ok)
            let hub = try await RunningHub.start(configuration(folder))
            let again = await hub.parts.people.add(ada)
            #expect(again.code == "already_exists")
            try await hub.stop()
        }
    }

    @Test func erasingWhereNothingIsMakesNothing() async throws {
        try await withTemporaryFolder { folder in
            let missing = folder + "/mistyped"
            let request = AdministrationRequest.erase(.init(consultation: UUID().uuidString))
            let failure = await #expect(throws: CommandFailure.self) {
                try await Administration.perform(request, configuration(missing))
            }
            #expect(failure?.kind == .unavailable)
            #expect(!FileManager.default.fileExists(atPath: missing))
        }
    }

    @Test func withoutASecretNoHubStarts() async throws {
        try await withTemporaryFolder { folder in
            var configuration = configuration(folder)
            configuration.masterKey = nil
            let failure = await #expect(throws: CommandFailure.self) { try await RunningHub.start(configuration) }
            #expect(failure?.kind == .configuration)
            #expect(failure?.description.contains("SECRET_KEY") == true)
        }
    }

    @Test func aDevelopmentHubThatStartsAgainHasTheSamePeopleAndVisit() async throws {
        try await withTemporaryFolder { folder in
            var files: [DevelopmentFile] = []
            for _ in 0..<2 {
                let hub = try await RunningHub.start(configuration(folder))
                files.append(try await DevelopmentVisit.make(on: hub, folder: DataDirectory(path: folder)).file)
                try await hub.stop()
            }
            #expect(files[0].people == files[1].people)
            #expect(files[0].consultation == files[1].consultation)
        }
    }

    @Test func aDevelopmentHubHasPeopleAndAVisit() async throws {
        try await withHub { hub, folder in
            let visit = try await DevelopmentVisit.make(on: hub, folder: DataDirectory(path: folder))
            let stored = try JSONDecoder().decode(
                DevelopmentFile.self,
                from: Data(contentsOf: URL(filePath: folder + "/demo.json"))
            )
            #expect(stored == visit.file)
            #expect(Set(stored.people.map(\.role)) == ["doctor", "patient", "interpreter", "staff", "admin"])
            #expect(stored.url == "http://localhost:\(hub.port)")
            #expect(!visit.invitation(folder: DataDirectory(path: folder)).contains(stored.people[0].password))
        }
    }

    // MARK: Helpers

    private let ada = AdministrationRequest.NewUser(
        email: "ada@clinic.example",
        role: "doctor",
        name: "Dr. Ada Marlow",
        password: "correct horse"
    )

    private func configuration(_ folder: String) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder
        configuration.passwords.cost = .quick
        configuration.masterKey = .test
        return configuration
    }

    private func withHub(_ body: (RunningHub, String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let hub = try await RunningHub.start(configuration(folder))
            do {
                try await body(hub, folder)
            } catch {
                try await hub.stop()
                throw error
            }
            try await hub.stop()
        }
    }

    /// Writes bytes to the socket and reads up to `answers` lines; fewer if the hub closes the connection.
    private func exchange(_ path: String, _ text: String, answers: Int) async throws -> [AdministrationAnswer] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var buffer = LineBuffer()
            var found: [AdministrationAnswer] = []
            for try await chunk in inbound {
                for line in try buffer.lines(adding: chunk) {
                    found.append(try JSONDecoder().decode(AdministrationAnswer.self, from: Data(line)))
                }
                if found.count >= answers { break }
            }
            return found
        }
    }
}
