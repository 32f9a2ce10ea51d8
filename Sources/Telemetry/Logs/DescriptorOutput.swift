import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Lines to a file descriptor, one at a time.
final class DescriptorOutput: Sendable {
    private let descriptor: Int32
    /// Whether the last line has no end.
    ///
    /// A pipe takes at most 4 KiB in one piece (pipe(7)), so the lock keeps longer lines apart.
    private let isTorn = Mutex(false)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    func write(_ line: [UInt8]) {
        isTorn.withLock { isTorn in
            let line = isTorn ? [UInt8(ascii: "\n")] + line : line
            var written = 0
            while written < line.count, let count = writeSome(line[written...]) { written += count }
            if written > 0 { isTorn = written < line.count }
        }
    }

    /// One write, again if a signal came between; `nil` if it failed.
    private func writeSome(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { buffer in
            while true {
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                let count = Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                let count = Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
                if count >= 0 { return count }
                if errno != EINTR { return nil }
            }
        }
    }
}
