import Actors
import Core
import Foundation
import FuzzTargets
import Wire

/// Real encodings to begin with: the vectors of the repository, and what a short visit leaves behind.
enum Seeds {
    static func inputs(of target: FuzzTarget) throws -> [[UInt8]] {
        switch target {
        case .frames: try frames()
        case .messages: try vectors("messages", as: [MessageSeed].self).compactMap { bytes($0.binary) }
        case .json: try messagesInJSON()
        case .storage: try storedEvents()
        case .calendar: calendarEvents.compactMap { StoredEnvelope($0.stored(), isDirectory: false)?.input }
        case .account: accountEvents.compactMap { StoredEnvelope($0.stored(), isDirectory: false)?.input }
        case .post: postEvents.compactMap { StoredEnvelope($0.stored(), isDirectory: false)?.input }
        case .audit: auditEvents.compactMap { StoredEnvelope($0.stored(), isDirectory: false)?.input }
        case .snapshot: try snapshots()
        case .text: texts.map { Array($0.utf8) }
        }
    }

    private struct FrameSeed: Codable {
        var side: String
        var messageBytesMax: Int
        var chunks: [String]
    }

    private struct MessageSeed: Codable {
        var binary: String
    }

    private struct StorageSeed: Codable {
        var kind: UInt16
        var version: UInt16
        var open: String
        var personal: String?
    }

    private static func vectors<Seed: Decodable>(_ name: String, as: Seed.Type) throws -> Seed {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Seed.self, from: Data(contentsOf: file(name)))
    }

    private static func file(_ name: String) -> URL {
        Corpus.repository.appending(path: "Tests/vectors/\(name).json")
    }

    private static func frames() throws -> [[UInt8]] {
        try vectors("frames", as: [FrameSeed].self).map { seed in
            let size: UInt8 = seed.messageBytesMax > 1000 ? 2 : 0
            return [(seed.side == "client" ? 1 : 0) | size << 1, 0] + seed.chunks.flatMap { bytes($0) ?? [] }
        }
    }

    private static func messagesInJSON() throws -> [[UInt8]] {
        let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file("messages")))
        return try (list as? [[String: Any]] ?? []).map { vector in
            Array(try JSONSerialization.data(withJSONObject: vector["json"] ?? [:], options: .sortedKeys))
        }
    }

    private static func storedEvents() throws -> [[UInt8]] {
        let user = User(
            id: Visit.people[0].person,
            role: .doctor,
            email: EmailAddress("mara.quist@clinic.example").map(Erasable.present) ?? .erased,
            name: .present("Mara Quist"),
            passwordHash: .present("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")
        )
        let people = StoredEnvelope(DirectoryEvent.userAdded(user).stored(), isDirectory: true)
        let events = try vectors("storage", as: [StorageSeed].self).map { seed in
            let content = StoredContent(
                kind: seed.kind,
                version: seed.version,
                open: bytes(seed.open) ?? [],
                personal: seed.personal.flatMap { bytes($0) }
            )
            return StoredEnvelope(content, isDirectory: false)
        }
        return ([people] + events).compactMap { $0?.input }
    }

    private static func snapshots() throws -> [[UInt8]] {
        try Visit.states().map { $0.snapshot().bytes }
    }

    private static let texts = [
        "01908a3b-7c00-7000-8000-000000000001", "01908A3B-7C00-7000-8000-00000000000F", "tablet-7f3a",
        "clinic-desk_2.b",
        "mara.quist@clinic.example", "Jonas+Visit@Clinic.Example", "laso.hub.v1", "laso.hub.v1.json",
        "laso.hub.v9,laso.hub.v1.json,laso.hub.v1", "ß@x.İ", String(repeating: "a", count: 64),
    ]

    /// Nothing if the text is not pairs of hexadecimal digits.
    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
