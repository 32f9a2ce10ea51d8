import Foundation
import Testing

@testable import Hub

@Suite struct DataDirectoryTests {
    @Test func aMissingFolderIsMadeForThisAccountAlone() async throws {
        try await withTemporaryFolder { folder in
            let directory = DataDirectory(path: folder + "/new/data")
            try directory.prepare()
            #expect(try mode(of: directory.path) == 0o700)
            try directory.prepare()
        }
    }

    @Test func anOpenFolderIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            let failure = try #require(throws: CommandFailure.self) { try DataDirectory(path: folder).prepare() }
            #expect(failure.kind == .configuration)
            #expect(failure.description.contains("chmod 700"))
        }
    }

    @Test func aFileInItsPlaceIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/file"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            #expect(throws: CommandFailure.self) { try DataDirectory(path: path).prepare() }
        }
    }

    @Test func aPathTooLongForASocketIsRefused() throws {
        let long = DataDirectory(path: "/tmp/" + String(repeating: "a", count: 90))
        let failure = try #require(throws: CommandFailure.self) { try long.check() }
        #expect(failure.description.contains("LASO_DATA_DIR"))
        try DataDirectory(path: "/tmp/" + String(repeating: "a", count: 89)).check()
    }

    @Test func aFileIsReplacedAsAWholeAndClosedToOthers() async throws {
        try await withTemporaryFolder { folder in
            let directory = DataDirectory(path: folder)
            try directory.write(Data("first".utf8), to: directory.demoPath)
            try directory.write(Data("second".utf8), to: directory.demoPath)
            #expect(FileManager.default.contents(atPath: directory.demoPath) == Data("second".utf8))
            #expect(try mode(of: directory.demoPath) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["demo.json"])
        }
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
