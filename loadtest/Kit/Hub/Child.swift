import Foundation

/// A program that the harness runs beside itself.
package final class Child: Sendable {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    package let pid: Int32
    private let ended: AsyncStream<Int32>

    /// Starts a program that writes to the end of the file `output`, and reads from `input` or nothing.
    package init(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        output: String,
        input: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The sockets of this process are not the child's, who would keep them open.
        for descriptor in 3...Self.highestDescriptor { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &words, &variables)
        guard code == 0 else {
            throw Failure(description: "\(path) can't be started: \(String(cString: strerror(code)))")
        }
        self.pid = pid
        let (ended, ending) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        // Waiting blocks, so it has a thread of its own.
        Thread.detachNewThread { [pid] in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            ending.yield(status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
            ending.finish()
        }
    }

    /// A little above the highest that this process has open now.
    private static var highestDescriptor: Int32 {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return (open.compactMap { Int32($0) }.max() ?? 1024) + 64
    }

    package func signal(_ number: Int32) {
        kill(pid, number)
    }

    /// Waits for the end: what the program returned, or 128 and the signal that ended it.
    ///
    /// One caller.
    package func status() async -> Int32 {
        await ended.first { _ in true } ?? -1
    }
}
