import Foundation

/// The repository's files, found from where this file stood when it was compiled.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file of the project, except generated ones; read once for all tests.
    private static let files = Result { try ["Sources", "Tests", "benchmarks", "fuzz", "loadtest"].flatMap(read) }

    /// Every Swift file under a folder of the repository, except generated ones, by path.
    static func swiftFiles(under folder: String) throws -> [SourceFile] {
        try files.get().filter { $0.path.hasPrefix(folder + "/") }
    }

    private static func read(_ folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path())
        return try paths.filter { $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift") }.sorted().map { path in
            let text = try String(contentsOf: base.appending(path: path), encoding: .utf8)
            return SourceFile(path: "\(folder)/\(path)", text: text)
        }
    }

    static func folders(in folder: String) throws -> [String] {
        let base = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: base.path()).filter { name in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: base.appending(path: name).path(),
                isDirectory: &isFolder
            )
            return exists && isFolder.boolValue && !name.hasPrefix(".")
        }
        .sorted()
    }
}
