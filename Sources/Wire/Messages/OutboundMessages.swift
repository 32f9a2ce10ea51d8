package import Core
import SwiftProtobuf

extension ProtoServerMessage {
    /// The reply to a command that was carried out; `seq` 0 if nothing had to change.
    package static func done(_ counter: UInt64, seq: UInt64) -> Self {
        .with {
            $0.reply.counter = counter
            $0.reply.done.seq = seq
        }
    }

    /// The reply to a command that was not carried out.
    package static func failed(_ counter: UInt64, _ code: ErrorCode) -> Self {
        .with {
            $0.reply.counter = counter
            $0.reply.error = ProtoError(code)
        }
    }

    /// The last message before a close frame with the same code.
    ///
    /// `retryAfter` where this client is to wait for another time than the code's.
    package static func closing(_ code: CloseCode, retryAfter: Duration? = nil) -> Self {
        .with {
            $0.closing.code = UInt32(code.rawValue)
            $0.closing.text = code.text
            $0.closing.reconnect = code.isReconnect
            $0.closing.retryAfterMs = (retryAfter ?? code.retryAfter).protoMilliseconds
        }
    }

    package static func ping(id: UInt64, seq: UInt64, now: Timestamp) -> Self {
        .with {
            $0.ping.id = id
            $0.ping.seq = seq
            $0.ping.serverTimeMs = now.milliseconds
        }
    }
}

extension ProtoError {
    package init(_ code: ErrorCode) {
        self.init()
        self.code = code.rawValue
        name = code.name
        text = code.text
        retry = code.isRetryable
        retryAfterMs = code.retryAfter.protoMilliseconds
    }
}
