import NIOCore

extension ProtoEvent {
    /// The binary frame of a chat message; `nil` for another event.
    ///
    /// The same bytes as the general encoder's: `QuickCodecTests`.
    var quickFrame: Frame? {
        guard case .chatPosted(let chat)? = body else { return nil }
        let time = UInt64(bitPattern: timeMs)
        let chatLength =
            ProtobufField.length(UInt64(chat.fromSeat)) + ProtobufField.length(UInt64(chat.toSeat))
            + ProtobufField.length(chat.text)
        // The tag of Event.chat_posted takes two bytes.
        var length =
            ProtobufField.length(seq) + ProtobufField.length(prev) + ProtobufField.length(time)
            + ProtobufField.length(ofMessage: chatLength) + 1
        let command = hasCommand ? command : nil
        let commandLength =
            command.map { ProtobufField.length($0.clientInstance) + ProtobufField.length($0.counter) } ?? 0
        if command != nil { length += ProtobufField.length(ofMessage: commandLength) }
        return Frame(.binary, length: ProtobufField.length(ofMessage: length)) { buffer in
            ProtobufField.begin(2, length: length, in: &buffer)  // ServerMessage.event
            ProtobufField.write(1, seq, to: &buffer)
            ProtobufField.write(2, prev, to: &buffer)
            ProtobufField.write(3, time, to: &buffer)
            if let command {
                ProtobufField.begin(4, length: commandLength, in: &buffer)  // Event.command
                ProtobufField.write(1, command.clientInstance, to: &buffer)
                ProtobufField.write(2, command.counter, to: &buffer)
            }
            ProtobufField.begin(16, length: chatLength, in: &buffer)  // Event.chat_posted
            ProtobufField.write(1, UInt64(chat.fromSeat), to: &buffer)
            ProtobufField.write(2, UInt64(chat.toSeat), to: &buffer)
            ProtobufField.write(3, chat.text, to: &buffer)
        }
    }
}
