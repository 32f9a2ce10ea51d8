import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Makes people in a hub, and signs them in.
enum Accounts {
    /// The hub hashes one password at a time; more commands than this would only wait.
    private static let commandsMax = 2
    private static let triesMax = 3
    /// Every fourth is a member of the staff.
    private static let staffEvery = 4
    private static let password = "known to everybody"

    /// People for a hub of the harness's own.
    static func invented(_ count: Int) -> [Account] {
        (0..<count).map { number in
            let isStaff = number % staffEvery == staffEvery - 1
            return Account(
                email: "person-\(number)@load.example",
                password: password,
                role: isStaff ? "staff" : "doctor"
            )
        }
    }

    /// Adds them to the directory, with `hub user add`.
    static func add(_ accounts: [Account], to hub: HubProcess) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, account) in accounts.enumerated() {
                if index >= commandsMax { try await group.next() }
                group.addTask { try await add(account, named: "Person \(index)", to: hub) }
            }
            try await group.waitForAll()
        }
    }

    /// A command that was cut off on a machine that is very busy may have added the person all the same.
    private static func add(_ account: Account, named name: String, to hub: HubProcess) async throws {
        let words = ["--email", account.email, "--role", account.role, "--name", name, "--password-stdin"]
        for attempt in 1... {
            do {
                _ = try await hub.command(["user", "add"] + words, input: account.password + "\n")
                return
            } catch let failure as Child.Failure {
                if attempt > 1, failure.description.contains("already_exists") { return }
                if attempt == triesMax { throw failure }
            }
        }
    }

    /// Signs everybody in; the tokens hold for an hour.
    static func signIn(_ accounts: [Account], at place: HubPlace) async throws -> [Account] {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answers = loop.flatSubmit {
            let pool = RESTPool(loop: loop, place: place)
            let answers = accounts.map { account in
                let body = Array("{\"email\":\"\(account.email)\",\"password\":\"\(account.password)\"}".utf8)
                return pool.call(.POST, "/telemedicine/api/auth/login/", token: nil, body: body, LoginAnswer.self)
            }
            let all = EventLoopFuture.whenAllSucceed(answers, on: loop)
            all.assumeIsolated().whenComplete { _ in pool.close() }
            return all
        }
        return try await zip(accounts, answers.get()).map { account, answer in
            var account = account
            account.id = answer.user.id
            account.role = answer.user.role
            account.token = answer.accessToken
            return account
        }
    }
}
