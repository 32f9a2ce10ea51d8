import Foundation

/// The hub of the build that the tests are of.
enum RealHub {
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// `LASO_HUB_BINARY`, or what this build has made.
    static var binary: String {
        ProcessInfo.processInfo.environment["LASO_HUB_BINARY"] ?? root.appending(path: ".build/debug/hub").path
    }
}
