import Core
import FoundationEssentials
import NIOCore
import Wire

/// What clients say in these tests.
enum Messages {
    static let ticket = "ticket-1"
    static let accessToken = "token-1"

    static func hello(ticket: String = Messages.ticket, device: String = "tab-1") -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.hello.ticket = ticket
        message.hello.deviceID = device
        return message
    }

    static func hello(accessToken: String) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.hello.accessToken = accessToken
        message.hello.deviceID = "tab-1"
        return message
    }

    static func renewToken(_ token: String) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.renewToken.accessToken = token
        return message
    }

    static func chat(_ counter: UInt64, _ text: String = "Good morning.") -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.command.counter = counter
        message.command.postChat.text = text
        return message
    }

    /// A seat must be named, so this makes no sense in any state.
    static func admitNobody(_ counter: UInt64) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.command.counter = counter
        message.command.admit.seat = 0
        return message
    }

    /// A frame as a client sends it.
    static func frame(_ message: ProtoClientMessage, _ format: MessageFormat = .binary) -> ByteBuffer {
        Frame.masked(format == .binary ? .binary : .text, payload: format.payload(of: message), mask: 0x1234_5678)
    }

    static func close(_ code: UInt16) -> ByteBuffer {
        Frame.masked(.close, payload: [UInt8(code >> 8), UInt8(code & 0xFF)], mask: 7)
    }

    static let consultation = ConsultationID(uuid: UUID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))
    static let person = PersonID(uuid: UUID(high: 1, low: 1))
    static let otherPerson = PersonID(uuid: UUID(high: 1, low: 2))
}
