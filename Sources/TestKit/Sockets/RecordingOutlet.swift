package import Actors
package import Core
import NIOCore
import Synchronization
package import Wire

/// A socket that keeps what it is sent, and reads it as a client would.
package final class RecordingOutlet: Outlet {
    private struct Record: Sendable {
        var deliveries: [Delivery] = []
        var observer: (@Sendable (Delivery) -> Void)?
        var strayCount = 0
    }

    package let loop: any Loop
    private let format: MessageFormat
    /// Written on the loop, read by the test.
    private let record = Mutex(Record())

    package init(loop: any Loop, format: MessageFormat = .binary) {
        self.loop = loop
        self.format = format
    }

    package func deliver(_ delivery: Delivery) {
        let isOnLoop = loop.isCurrent
        let observer = record.withLock { record in
            record.deliveries.append(delivery)
            if !isOnLoop { record.strayCount += 1 }
            return record.observer
        }
        observer?(delivery)
    }

    /// Calls `observer` from now on with each delivery, at the moment at which it is made.
    package func observe(_ observer: @escaping @Sendable (Delivery) -> Void) {
        record.withLock { $0.observer = observer }
    }

    /// All that was delivered, in order.
    package var deliveries: [Delivery] { record.withLock { $0.deliveries } }

    /// How often somebody delivered from outside the loop; must be 0.
    package var strayCount: Int { record.withLock { $0.strayCount } }

    /// The close codes that were delivered.
    package var closes: [CloseCode] {
        deliveries.compactMap { delivery in
            guard case .close(let code) = delivery else { return nil }
            return code
        }
    }

    /// All messages, in order, read from the bytes of their frames.
    package func messages() throws -> [ProtoServerMessage] {
        try deliveries.flatMap { try Self.messages(in: $0, format: format) }
    }

    /// Forgets what came so far.
    package func clear() {
        record.withLock { $0.deliveries = [] }
    }

    /// The messages of one delivery; none for a close.
    package static func messages(in delivery: Delivery, format: MessageFormat) throws -> [ProtoServerMessage] {
        guard let frame = delivery.frame(in: format) else { return [] }
        var decoder = FrameDecoder(side: .client, messageBytesMax: 1 << 24)
        decoder.feed(frame.bytes)
        var messages: [ProtoServerMessage] = []
        while let inbound = try decoder.next() {
            switch (inbound, format) {
            case (.binary(let payload), .binary), (.text(let payload), .json):
                messages.append(try format.decode(ProtoServerMessage.self, payload))
            case (.binary, .json), (.text, .binary), (.ping, _), (.pong, _), (.close, _):
                throw UnexpectedFrame(frame: inbound)
            }
        }
        return messages
    }

    /// A frame that a consultation never sends in this format.
    package struct UnexpectedFrame: Error {
        package let frame: InboundFrame
    }
}

extension Delivery {
    /// Up to where the client has everything with it; `nil` where it moves nothing.
    package var position: UInt64? {
        switch self {
        case .journaled(_, let position), .snapshot(_, let position): position
        case .done, .refused, .transient, .close: nil
        }
    }

    /// What is written to a socket of that format; `nil` for a close.
    package func frame(in format: MessageFormat) -> Frame? {
        switch self {
        case .journaled(let frame, _), .snapshot(let frame, _), .refused(let frame, _), .transient(let frame, _): frame
        case .done(let message): format.frame(message.general)
        case .close: nil
        }
    }
}
