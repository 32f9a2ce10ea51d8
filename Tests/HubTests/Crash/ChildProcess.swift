import Foundation

/// A program that runs beside the test, with one pipe for all that it says.
///
/// Made with `posix_spawn`, so that nothing but the child holds the pipe's other end: its end is then surely the child's.
final class ChildProcess: Sendable {
    struct Failure: Error {
        let code: Int32
    }

    let pid: pid_t
    /// What it says on both of its outputs, until it ends.
    let output: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    init(_ path: String, _ arguments: [String], _ environment: [String: String]) throws {
        let (output, said) = AsyncStream.makeStream(of: String.self)
        let (ended, ending) = AsyncStream.makeStream(of: Int32.self)
        self.output = output
        self.ended = ended
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(code: errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pid = try Self.spawn(path, arguments, environment, saying: ends[1])
        let (pid, reading) = (pid, ends[0])
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 4096)
            while case let count = read(reading, &bytes, bytes.count), count > 0 {
                said.yield(String(decoding: bytes.prefix(count), as: UTF8.self))
            }
            close(reading)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            said.finish()
            // The upper byte is what the program returned; a signal leaves it 0, and its number below.
            ending.yield(status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
            ending.finish()
        }
    }

    /// More than this process ever has open, and not more than it may.
    private static let descriptorsMax: rlim_t = {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
        return min(limit.rlim_cur, 8192)
    }()

    private static func spawn(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        saying end: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, end, 1)
        posix_spawn_file_actions_adddup2(&actions, end, 2)
        // The sockets of hubs in this process are not the child's, who would keep their ports in use.
        for descriptor in 3..<Int32(descriptorsMax) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &words, &variables)
        guard code == 0 else { throw Failure(code: code) }
        return pid
    }

    func kill() { signal(SIGKILL) }

    func signal(_ number: Int32) {
        Foundation.kill(pid, number)
    }

    /// Asks it to end.
    func terminate() {
        Foundation.kill(pid, SIGTERM)
    }

    /// Waits for the end; what the program returned, or 128 and the signal that ended it.
    ///
    /// One caller.
    func status() async -> Int32 {
        await ended.first { _ in true } ?? -1
    }
}
