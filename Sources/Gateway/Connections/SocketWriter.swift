import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system's function, whose name the writer's hides.
private let systemSend = send

/// Writes to one socket: straight to the kernel while nothing waits in the channel, and through the channel otherwise.
///
/// Nearly everything fits into the socket's buffer, and a channel's book of what might not costs about half a system call
/// (`docs/performance.md`). What does not fit goes through the channel, which knows when the socket takes more; so does
/// everything under TLS. This is the one place that uses a descriptor behind NIO's back: it only ever sends on it.
struct SocketWriter {
    /// `nil` where bytes are not for the socket itself, and once it may be closed.
    private var descriptor: CInt?
    /// Whether the channel may hold bytes that have to leave first.
    private var isChannelBusy = true

    /// Writes nothing directly.
    init() {}

    /// For the channel of a handler with nothing below it that changes bytes.
    init(_ context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        descriptor = try? pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
    }

    /// The socket is closed, and its number may be another's soon.
    mutating func end() { descriptor = nil }

    /// Sends what the socket takes now; whatever is left in `bytes` the caller has to write to the channel at once.
    ///
    /// The channel is asked only while it may hold something: it lies far from what this touches.
    mutating func send(_ bytes: inout ByteBuffer, past channel: () -> (any Channel)?) {
        guard let descriptor, !isChannelBusy || isIdle(channel()) else { return }
        let count = bytes.withUnsafeReadableBytes { systemSend(descriptor, $0.baseAddress, $0.count, Self.flags) }
        // An error shows again in the channel, which knows what to do.
        if count > 0 { bytes.moveReaderIndex(forwardBy: count) }
        isChannelBusy = bytes.readableBytes > 0
    }

    /// A channel that can't tell is never passed by.
    private func isIdle(_ channel: (any Channel)?) -> Bool {
        (try? channel?.syncOptions?.getOption(.bufferedWritableBytes)) == 0
    }

    #if canImport(Darwin)
    /// NIO sets `SO_NOSIGPIPE` instead.
    private static let flags: CInt = 0
    #else
    private static let flags = CInt(MSG_NOSIGNAL)
    #endif
}
