import Core

/// The chapter "Exactly once".
extension ConsultationModel {
    /// Client instances remembered per person.
    static let instancesMax = 16
    /// Results remembered per client instance.
    static let resultsMax = 128

    /// The answer to an id that is known, or too old to be known; `nil` if the command is to be judged.
    func remembered(_ command: ConsultationCommand, _ person: PersonID, _ id: CommandID) -> Verdict? {
        if isForgotten(id.instance, of: person) { return .refused(.tooOld) }
        let mine = results.filter { $0.person == person }
        let counted = mine.filter { $0.id.instance == id.instance }.sorted { $0.id.counter < $1.id.counter }
        let kept = counted.suffix(128)
        if let known = kept.first(where: { $0.id == id }) {
            return known.command == command ? .done(seq: known.seq) : .refused(.idReused)
        }
        let isBelow = counted.dropLast(128).contains { $0.id.counter >= id.counter }
        return isBelow ? .refused(.tooOld) : nil
    }

    /// Whether a person's newer instances have taken the place of this one.
    func isForgotten(_ instance: ClientInstance, of person: PersonID) -> Bool {
        let instances = Set(results.filter { $0.person == person }.map(\.id.instance)).sorted()
        guard let newest = instances.dropLast(16).last else { return false }
        return instance <= newest
    }

    /// A socket was told its instance.
    mutating func grant(_ instance: ClientInstance, to connection: ConnectionID) {
        for index in sockets.indices where sockets[index].connection == connection {
            sockets[index].instance = instance
        }
    }

    /// The sockets that have to come back for another instance.
    ///
    /// They are forgotten at once, and their seats kept as if they were lost.
    mutating func takeForgotten(at uptime: Duration) -> [ConnectionID] {
        let forgotten = sockets.filter { socket in
            guard let instance = socket.instance, let person = seat(socket.seat)?.person else { return false }
            return isForgotten(instance, of: person)
        }
        for socket in forgotten { disconnect(socket.connection, at: uptime) }
        return forgotten.map(\.connection)
    }
}
