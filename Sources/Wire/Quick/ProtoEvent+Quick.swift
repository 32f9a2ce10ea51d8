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
        return Frame(.binary, length: ProtobufField.length(ofMessage: length)) { writer in
            writer.begin(2, length: length)  // ServerMessage.event
            writer.write(1, seq)
            writer.write(2, prev)
            writer.write(3, time)
            if let command {
                writer.begin(4, length: commandLength)  // Event.command
                writer.write(1, command.clientInstance)
                writer.write(2, command.counter)
            }
            writer.begin(16, length: chatLength)  // Event.chat_posted
            writer.write(1, UInt64(chat.fromSeat))
            writer.write(2, UInt64(chat.toSeat))
            writer.write(3, chat.text)
        }
    }
}
