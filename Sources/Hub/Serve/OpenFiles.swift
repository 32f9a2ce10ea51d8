import Foundation

/// How many files and sockets the system lets this process have open.
enum OpenFiles {
    /// What the hub needs beside its clients: databases, listeners, event loops, logs, and some to spare.
    static let reserve = 128

    /// Raises the limit as far as the system lets an ordinary process, and returns it.
    ///
    /// Many systems give a process 1,024 at first, for programs that still use `select`, and far more when it asks.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return Int(FD_SETSIZE) }
        if limit.rlim_cur < limit.rlim_max {
            let soft = limit.rlim_cur
            limit.rlim_cur = limit.rlim_max
            if setrlimit(resource, &limit) != 0 { limit.rlim_cur = soft }
        }
        return Int(clamping: limit.rlim_cur)
    }

    #if os(Linux)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif
}
