import Actors
import Auth
import Core
import Foundation
import Gateway
import NIOPosix
import Persistence

/// How commands that write reach the installation: through the hub that runs with the same data folder or, when none
/// does, by taking the lock themselves.
enum Administration {
    /// The hub's answer, or a ``CommandFailure``.
    static func perform(
        _ request: AdministrationRequest,
        _ configuration: HubConfiguration
    ) async throws -> AdministrationAnswer {
        let folder = configuration.folder
        try folder.check()
        let answer: AdministrationAnswer
        if let online = try await AdministrationClient(path: folder.socketPath).send(request) {
            answer = online
        } else {
            answer = try await performOffline(request, configuration)
        }
        guard answer.ok else {
            let code = answer.code ?? "unknown"
            throw CommandFailure(.refused, "\(answer.detail ?? "The hub refused.") (\(code))")
        }
        return answer
    }

    private static func performOffline(
        _ request: AdministrationRequest,
        _ configuration: HubConfiguration
    ) async throws -> AdministrationAnswer {
        guard request.canBegin || FileManager.default.fileExists(atPath: configuration.storePaths.journal) else {
            throw CommandFailure(.unavailable, "There is no installation in \(configuration.dataDirectory).")
        }
        try configuration.folder.prepare()
        let clocks = SystemClocks()
        let store = try Store.open(
            configuration.storePaths,
            master: try configuration.requiredMasterKey(),
            at: clocks.now()
        )
        let loops = LoopGroup(MultiThreadedEventLoopGroup.singleton)
        let directory = Directory(
            loop: loops.loops[0],
            journal: store.journal,
            people: store.journal,
            clocks: clocks
        )
        let registry = Registry(shards: [
            RegistryShard(
                loop: loops.loops[0],
                settings: configuration.consultations,
                clocks: clocks,
                journal: store.journal,
                grants: InstanceGrants(epoch: store.journal.epoch),
                report: { _, _ in }
            )
        ])
        let accounts = Accounts(loop: loops.loops[0], journal: store.journal, clocks: clocks)
        let eraser = Eraser(
            store: store,
            desk: registry,
            clocks: clocks,
            keyBackupPeriod: configuration.keyBackupPeriod,
            onErased: { _ in }
        )
        let office = AdministrationOffice(
            people: PeopleDesk(
                directory: directory,
                accounts: accounts,
                passwords: Passwords(configuration.passwords)
            ),
            store: store,
            audit: AuditKeeper(journal: store.journal, audit: store.journal, clocks: clocks),
            clocks: clocks,
            eraser: eraser,
            personEraser: PersonEraser(
                store: store,
                directory: directory,
                accounts: accounts,
                ledger: PostRecords(
                    loop: loops.loops[0],
                    journal: store.journal,
                    queue: store.journal,
                    clocks: clocks
                ),
                eraser: eraser
            ),
            onRotated: { _ in }
        )
        let answer = await office.answer(request)
        await store.close()
        return answer
    }
}
