import Foundation

/// Each connection is an open file.
package enum OpenFiles {
    /// Takes as many as the system allows this process.
    package static func raiseLimit() {
        var limit = rlimit()
        let files = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // Fewer are fewer: then the run says which connection could not be made.
        _ = setrlimit(files, &limit)
    }
}
