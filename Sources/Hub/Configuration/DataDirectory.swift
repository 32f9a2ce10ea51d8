import Foundation

/// The folder that holds the hub's files, closed to other accounts of the machine.
struct DataDirectory: Sendable {
    let path: String

    /// The local administration socket.
    var socketPath: String { path + "/hub.sock" }
    /// The secret of a hub that was started with `--dev` and without SECRET_KEY.
    var developmentSecretPath: String { path + "/dev-secret" }
    /// The people and the consultation of `hub serve --dev`.
    var demoPath: String { path + "/demo.json" }

    /// Makes the folder if it is missing, then checks it.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure(.configuration, "The data folder \(path) can't be made: \(error.localizedDescription)")
        }
        try check()
    }

    /// Refuses a folder that can't be used; a missing one is fine, for ``prepare()`` makes it.
    func check() throws {
        try checkSocketPath()
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else {
            throw CommandFailure(.configuration, "The data folder \(path) is a file.")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
        guard mode & 0o077 == 0 else {
            throw CommandFailure(
                .configuration,
                "The data folder \(path) is open to other accounts (mode \(String(mode, radix: 8))). "
                    + "Close it with: chmod 700 \(path)"
            )
        }
    }

    /// What an earlier `hub serve --dev` left, if it can be read.
    func developmentFile() -> DevelopmentFile? {
        FileManager.default.contents(atPath: demoPath).flatMap {
            try? JSONDecoder().decode(DevelopmentFile.self, from: $0)
        }
    }

    func developmentSecret() -> String? {
        FileManager.default.contents(atPath: developmentSecretPath).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a file that only this account can read, at once and as a whole.
    func write(_ contents: Data, to file: String) throws {
        let draft = file + ".new"
        try? FileManager.default.removeItem(atPath: draft)  // Left over from a start that was cut off.
        let attributes = [FileAttributeKey.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: draft, contents: contents, attributes: attributes),
            let handle = FileHandle(forUpdatingAtPath: draft)
        else {
            throw CommandFailure(.unavailable, "\(file) can't be written.")
        }
        try handle.synchronize()
        try handle.close()
        guard rename(draft, file) == 0 else {
            throw CommandFailure(.unavailable, "\(file) can't be written.")
        }
    }

    /// The kernel keeps a socket's path in a field of fixed size, and swift-nio takes what fits on every system.
    private func checkSocketPath() throws(CommandFailure) {
        let bytesMax = 103
        guard socketPath.utf8.count > bytesMax else { return }
        throw CommandFailure(
            .configuration,
            "The path of the socket \(socketPath) has \(socketPath.utf8.count) bytes, but at most \(bytesMax) work. "
                + "Choose a shorter LASO_DATA_DIR."
        )
    }
}
