import Actors
import Foundation

extension IceServer {
    /// What a client may be told at most; more would only slow its connecting down.
    private static let serversMax = 16

    /// The list in the form that browsers take (`RTCConfiguration.iceServers`); nothing if the text is anything else.
    static func list(from json: String) -> [IceServer]? {
        struct Server: Decodable {
            let urls: [String]
            let username: String?
            let credential: String?
        }
        let schemes = ["stun:", "stuns:", "turn:", "turns:"]
        guard let servers = try? JSONDecoder().decode([Server].self, from: Data(json.utf8)),
            servers.count <= serversMax,
            servers.allSatisfy({ !$0.urls.isEmpty }),
            servers.flatMap(\.urls).allSatisfy({ url in schemes.contains { url.hasPrefix($0) } })
        else { return nil }
        return servers.map { server in
            IceServer(urls: server.urls, username: server.username ?? "", credential: server.credential ?? "")
        }
    }
}
