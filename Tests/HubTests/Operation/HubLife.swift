import Actors
import Auth
import Core
import Foundation
import Persistence

@testable import Hub

/// A hub in this process with demo people, on files and a port that outlive it.
struct HubLife {
    let hub: RunningHub
    let configuration: HubConfiguration
    let file: DevelopmentFile

    var port: Int { hub.port }

    static func begin(_ folder: String, port: Int, grace: Duration = .seconds(30)) async throws -> HubLife {
        var configuration = HubConfiguration()
        configuration.port = port
        configuration.dataDirectory = folder
        configuration.masterKey = .test
        configuration.passwords.cost = .quick
        configuration.consultations.periods.grace = grace
        let hub = try await RunningHub.start(configuration)
        let visit = try await DevelopmentVisit.make(on: hub, folder: configuration.folder)
        return HubLife(hub: hub, configuration: configuration, file: visit.file)
    }

    func end() async throws {
        try await hub.stop()
    }
}
