import Client
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A hub in a process of its own, on a free port of this machine.
final class HubRun {
    private static let readyMax: Duration = .seconds(60)
    private static let askedAgainAfter: Duration = .milliseconds(1)

    let address: HubAddress
    private let process = Process()

    /// The hub did not serve in time, or ended.
    struct NotReady: Error {}

    init(executable: String, folder: String) throws {
        let port = try Self.freePort()
        address = HubAddress(host: "127.0.0.1", port: port)
        process.executableURL = URL(filePath: executable)
        process.arguments = ["serve"]
        process.environment = [
            "LASO_DATA_DIR": folder, "LASO_HOST": "127.0.0.1", "LASO_PORT": "\(port)", "LASO_LOG_LEVEL": "error",
            "SECRET_KEY": HubJournal.secret,
        ]
        try process.run()
    }

    /// Asks until the hub says that it is ready.
    func untilReady() async throws {
        let start = ContinuousClock.now
        let client = RESTClient(address)
        while start.duration(to: .now) < Self.readyMax, process.isRunning {
            if await client.isReady() { return }
            try await Task.sleep(for: Self.askedAgainAfter)
        }
        throw NotReady()
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// A port that nobody listened on a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw NotReady() }
        return Int(UInt16(bigEndian: place.sin_port))
    }
}
