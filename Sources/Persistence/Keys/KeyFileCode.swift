import Core
import FoundationEssentials

/// What each seal and code in the key file is bound to.
enum KeyFileCode {
    static func installation(_ uuid: UUID) -> [UInt8] { bytes("installation") { $0.write(uuid) } }

    static func key(_ id: KeyID) -> [UInt8] { bytes("key") { $0.write(id) } }

    static func secret(_ name: String) -> [UInt8] { bytes("secret") { $0.write(name) } }

    static func erasure(_ id: KeyID, _ time: Timestamp) -> [UInt8] {
        bytes("erasure") {
            $0.write(id)
            $0.write(time)
        }
    }

    private static func bytes(_ purpose: String, _ body: (inout StorageWriter) -> Void) -> [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub keys 1")
        writer.write(purpose)
        body(&writer)
        return writer.bytes
    }
}

extension StorageWriter {
    mutating func write(_ id: KeyID) {
        write(UInt64(id.owner.rawValue))
        write(id.uuid)
    }
}
