import Foundation

/// Runs `body` with a new folder that only this account can enter, and removes it afterwards.
///
/// It stands in `/tmp`, because the path of a socket has to be short.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let path = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

private func makeTemporaryFolder() throws -> String {
    let path = "/tmp/laso-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
        atPath: path,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
    )
    return path
}
