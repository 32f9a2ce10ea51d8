/// Why a command, a join or a read was not carried out.
///
/// A refusal changes nothing.
///
/// The number, the text and the advice that clients get for each are in `Wire`'s `ErrorCode`.
package enum Refusal: Error, Hashable, Sendable, CaseIterable {
    /// There is no such consultation, or none that this person may know of.
    case notFound
    /// The person has no seat here.
    case notSeated
    /// The role does not allow it.
    case notPermitted
    /// The person is not in the room: in the waiting room, or gone.
    case notInRoom
    /// The consultation's status does not allow it.
    case wrongStatus
    /// The consultation is over.
    case over
    /// The person was denied or removed.
    case turnedAway
    /// No seat has that number.
    case noSuchSeat
    /// The seat has no device of that name at the moment.
    case noSuchDevice
    /// The seat is not in a state in which that can be done to it.
    case wrongSeatState
    /// Text is empty, too long, or a field is outside its range.
    case invalid
    /// All device places of the seat are taken.
    case tooManyDevices
    /// Too much is waiting for the disk. Nothing was done; come again.
    case busy
    /// The id is older than what the hub remembers, so it can't tell a repeat from a new command.
    case tooOld
    /// The id was used for another command.
    case idReused
    /// The journal did not say whether the command was stored. Repeat it with the same id.
    case outcomeUnknown
    /// The id is taken (an e-mail address, for example).
    case alreadyExists
    /// The person stopped being allowed in while the request was on its way.
    case signedOut
    /// The waiting room is not open yet.
    case tooEarly
    /// The invitation has expired, or was used as often as it may be.
    case linkSpent
    /// There are as many of these as there may be.
    case tooMany
    /// Somebody else has taken it.
    case taken
    /// Somebody in the room has not agreed to it.
    case consentMissing
    /// The issue is resolved already.
    case resolved
    /// The content has to be kept.
    case legalHold
}
