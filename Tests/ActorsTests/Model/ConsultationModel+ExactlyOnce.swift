import Core

/// The chapter "Exactly once".
extension ConsultationModel {
    /// Client instances remembered per person.
    static let instancesMax = 16
    /// Results remembered per client instance.
    static let resultsMax = 128

    /// The answer to an id that is known, or too old to be known; `nil` if the command is to be judged.
    func remembered(_ command: ConsultationCommand, _ person: PersonID, _ id: CommandID) -> Verdict? {
        let mine = results.filter { $0.person == person }
        let instances = Set(mine.map(\.id.instance)).sorted()
        let forgotten = instances.dropLast(16)
        if let newest = forgotten.last, id.instance <= newest { return .refused(.tooOld) }
        let counted = mine.filter { $0.id.instance == id.instance }.sorted { $0.id.counter < $1.id.counter }
        let kept = counted.suffix(128)
        if let known = kept.first(where: { $0.id == id }) {
            return known.command == command ? .done(seq: known.seq) : .refused(.idReused)
        }
        let isBelow = counted.dropLast(128).contains { $0.id.counter >= id.counter }
        return isBelow ? .refused(.tooOld) : nil
    }
}
