/// The frames of one message, each format's made when the first socket needs it.
package struct FrameSet {
    private let message: ProtoServerMessage
    private var binary: Frame?
    private var json: Frame?

    package init(_ message: ProtoServerMessage) {
        self.message = message
    }

    package subscript(_ format: MessageFormat) -> Frame {
        mutating get {
            switch format {
            case .binary: Self.make(&binary, message, format)
            case .json: Self.make(&json, message, format)
            }
        }
    }

    private static func make(_ made: inout Frame?, _ message: ProtoServerMessage, _ format: MessageFormat) -> Frame {
        if let made { return made }
        let frame = format.frame(message)
        made = frame
        return frame
    }
}
