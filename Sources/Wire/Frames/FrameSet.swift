/// The frames of one message, each format's made when the first socket needs it.
package struct FrameSet {
    private enum Message {
        case general(ProtoServerMessage)
        case signal(SignalMessage)
    }

    private let message: Message
    private var binary: Frame?
    private var json: Frame?

    package init(_ message: ProtoServerMessage) {
        self.message = .general(message)
    }

    package init(_ signal: SignalMessage) {
        message = .signal(signal)
    }

    package subscript(_ format: MessageFormat) -> Frame {
        mutating get {
            switch format {
            case .binary: Self.frame(&binary, message, format)
            case .json: Self.frame(&json, message, format)
            }
        }
    }

    private static func frame(_ known: inout Frame?, _ message: Message, _ format: MessageFormat) -> Frame {
        if let known { return known }
        let frame =
            switch message {
            case .general(let message): format.frame(message)
            case .signal(let signal): signal.frame(format)
            }
        known = frame
        return frame
    }
}
