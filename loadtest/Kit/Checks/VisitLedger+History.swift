/// What is stored against what anybody was told.
extension VisitLedger {
    /// Compares with the whole history, as each of `readers`, slots of the visit, reads it.
    ///
    /// All private messages are in it only if every slot with some is among the readers.
    package func check(_ histories: [UInt32: [StoredMessage]]) {
        var stored: [UInt64: MessageKey] = [:]
        for (slot, messages) in histories.sorted(by: { $0.key < $1.key }) {
            for message in read(messages, by: slot) { stored[message.seq] = message.key }
        }
        checkSender(stored)
        let readers = Set(histories.keys)
        for (seq, key) in order.sorted(by: { $0.key < $1.key }) where isReadable(key, by: readers) {
            guard let other = stored[seq] else {
                add(.seenBeforeStored, "\(key) was told as \(seq), and is not in the history")
                continue
            }
            if other != key { add(.seenBeforeStored, "\(key) was told as \(seq), where \(other) is stored") }
        }
        for place in viewers.indices { checkSpans(of: place, stored, readers) }
    }

    private func read(_ messages: [StoredMessage], by slot: UInt32) -> [(seq: UInt64, key: MessageKey)] {
        var result: [(UInt64, MessageKey)] = []
        var last: UInt64 = 0
        let wasCleared = zip(roster, viewers).contains { $0.slot == slot && $1.wasCleared }
        if !wasCleared, !messages.isEmpty { add(.leaked, "slot \(slot) was never admitted, and reads the history") }
        for message in messages {
            if message.seq <= last { add(.outOfOrder, "the history has \(message.seq) after \(last)") }
            last = message.seq
            guard let envelope = Envelope(text: message.text), envelope.run == run else {
                add(.invented, "the history has a message at \(message.seq) that nobody sent")
                continue
            }
            let key = envelope.key
            guard envelope.visit == visit, Int(key.sender) < roster.count else {
                add(.leaked, "the history has a message of visit \(envelope.visit)")
                continue
            }
            let isParty = slot == key.audience || slot == roster[Int(key.sender)].slot
            if key.lane == .privateChat, !isParty { add(.leaked, "slot \(slot) reads \(key) in the history") }
            if key.number > streams[StreamID(key)].sent || message.fromSeat != roster[Int(key.sender)].seat {
                add(.invented, "the history has \(key) from seat \(message.fromSeat)")
            }
            if streams[StreamID(key)].refused.contains(key.number) {
                add(.falseReply, "\(key) was refused, and is stored")
            }
            result.append((message.seq, key))
        }
        return result
    }

    /// Each sender's messages are stored once, and in the order in which they were sent.
    private func checkSender(_ stored: [UInt64: MessageKey]) {
        var last: [StreamID: UInt32] = [:]
        for (seq, key) in stored.sorted(by: { $0.key < $1.key }) {
            let before = last.updateValue(key.number, forKey: StreamID(key)) ?? 0
            if key.number == before { add(.doubled, "\(key) is stored again at \(seq)") }
            if key.number < before { add(.outOfOrder, "\(key) is stored at \(seq), after number \(before)") }
        }
    }

    /// Each device was shown exactly what is stored, wherever it was shown events one by one.
    private func checkSpans(of place: Int, _ stored: [UInt64: MessageKey], _ readers: Set<UInt32>) {
        guard readers.contains(roster[place].slot) || !streams.hasPrivateChat else { return }
        let seqs = stored.filter { isParty(place, to: $0.value) }.keys.sorted()
        for span in viewers[place].spans {
            var expected = Viewer.Span(after: span.after)
            for seq in seqs[Self.position(after: span.after, in: seqs)...] {
                guard seq <= span.through else { break }
                expected.add(seq)
            }
            guard expected.chats != span.chats || expected.digest != span.digest else { continue }
            let text =
                "\(name(place)) was shown \(span.chats) of the \(expected.chats) messages between "
                + "\(span.after) and \(span.through)"
            add(expected.chats > span.chats ? .lost : .seenBeforeStored, text)
        }
    }

    /// The first index whose `seq` is higher.
    private static func position(after seq: UInt64, in seqs: [UInt64]) -> Int {
        var (low, high) = (0, seqs.count)
        while low < high {
            let middle = (low + high) / 2
            if seqs[middle] > seq { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func isParty(_ place: Int, to key: MessageKey) -> Bool {
        key.lane == .chat || isEntitled(to: key, place)
    }

    private func isReadable(_ key: MessageKey, by readers: Set<UInt32>) -> Bool {
        switch key.lane {
        case .chat: true
        case .privateChat: readers.contains(key.audience) || readers.contains(roster[Int(key.sender)].slot)
        case .note, .signal, .directSignal: false
        }
    }
}
