import Core

/// What live messages are judged by: who is in the room, and whether the visit is over.
///
/// It follows from the state at one `seq`. Live messages come far more often than events, and the state is large; this is
/// small, and made again when an event has happened.
struct Floor {
    /// Of the state that it was made from; `nil` of none.
    let seq: UInt64?
    let isOver: Bool
    let seatCount: Int
    /// Who may be in the room, present or not.
    let cleared: Audience
    let inRoom: Audience

    /// Before there is a state.
    init() {
        seq = nil
        isOver = false
        seatCount = 0
        cleared = Audience()
        inRoom = Audience()
    }

    init(_ machine: Consultation) {
        seq = machine.seq
        isOver = machine.status.isFinal
        seatCount = machine.seats.count
        cleared = machine.cleared
        inRoom = machine.seats(where: { $0.presence == .inRoom })
    }

    func has(_ number: SeatNumber) -> Bool { number.index < seatCount }
}
