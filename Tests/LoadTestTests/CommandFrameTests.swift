import LoadTestKit
import NIOCore
import SwiftProtobuf
import Testing
import Wire

/// Frames written by hand are what the schema says.
@Suite struct CommandFrameTests {
    private static let envelope = Envelope(
        run: 1,
        visit: 2,
        sender: 3,
        lane: .chat,
        audience: Envelope.everyone,
        number: 4,
        time: 5
    )

    @Test(arguments: [1, 127, 128, 70_000, UInt64.max], [0, 58, 64, 400, 3000, 49_152])
    func chatIsPostChat(counter: UInt64, bytes: Int) throws {
        let command = try command(CommandFrame.chat(Self.envelope, counter: counter, to: 0, bytes: bytes))
        #expect(command.counter == counter)
        #expect(command.postChat.toSeat == 0)
        try expect(command.postChat.text, bytes)
    }

    @Test(arguments: [1, 200, 65_535] as [UInt32])
    func privateChatNamesItsSeat(seat: UInt32) throws {
        let command = try command(CommandFrame.chat(Self.envelope, counter: 9, to: seat, bytes: 64))
        #expect(command.postChat.toSeat == seat)
        try expect(command.postChat.text, 64)
    }

    @Test func aNoteIsWriteNote() throws {
        let command = try command(CommandFrame.note(Self.envelope, counter: 300, bytes: 200))
        #expect(command.counter == 300)
        try expect(command.writeNote.text, 200)
    }

    @Test(arguments: [64, 200, 20_000])
    func aSignalGoesToTheRoom(bytes: Int) throws {
        let command = try command(CommandFrame.signal(Self.envelope, counter: 1, bytes: bytes))
        #expect(command.sendSignal.toSeat == 0)
        #expect(command.sendSignal.toDevice.isEmpty)
        #expect(command.sendSignal.kind == .message)
        try expect(command.sendSignal.payload, bytes)
    }

    @Test func aDirectSignalNamesSeatAndDevice() throws {
        let frame = CommandFrame.signal(Self.envelope, counter: 1, to: 300, device: "load-1-2-3", bytes: 100)
        let command = try command(frame)
        #expect(command.sendSignal.toSeat == 300)
        #expect(command.sendSignal.toDevice == "load-1-2-3")
        #expect(command.sendSignal.kind == .candidate)
        try expect(command.sendSignal.payload, 100)
    }

    private func command(_ frame: ByteBuffer) throws -> ProtoCommand {
        var decoder = FrameDecoder(side: .server, messageBytesMax: 1 << 20)
        decoder.feed(frame)
        guard case .binary(let payload)? = try decoder.next() else { throw BadFrame() }
        #expect(try decoder.next() == nil)
        let message = try MessageFormat.binary.decode(ProtoClientMessage.self, payload)
        #expect(message.unknownFields.data.isEmpty)
        return message.command
    }

    private func expect(_ text: String, _ bytes: Int) throws {
        #expect(text.utf8.count == max(bytes, Envelope.byteCount))
        #expect(Envelope(text: text) == Self.envelope)
    }

    private struct BadFrame: Error {}
}
