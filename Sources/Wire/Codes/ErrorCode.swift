package import Core

/// Every error that a client can get in answer to a command, a join or a REST call.
///
/// The hundreds say what to do: 1xx repeat the same command with the same counter after a while, 2xx sign in again,
/// 3xx don't repeat it. Numbers are never reused. `docs/protocol.md` shows this table; a test keeps it true.
package enum ErrorCode: UInt32, Error, CaseIterable {
    case busy = 100
    case outcomeUnknown = 101
    case tooFast = 102
    case signedOut = 200
    case badCredential = 201
    case notFound = 300
    case notSeated = 301
    case notPermitted = 302
    case notInRoom = 303
    case wrongStatus = 304
    case over = 305
    case turnedAway = 306
    case noSuchSeat = 307
    case noSuchDevice = 308
    case wrongSeatState = 309
    case invalid = 310
    case tooManyDevices = 311
    case tooOld = 312
    case idReused = 313
    case alreadyExists = 314
    case unknownCommand = 315
    case tooEarly = 316
    case linkSpent = 317
    case tooMany = 318
    case taken = 319
    case consentMissing = 331
    case resolved = 332
    case legalHold = 330

    /// The code for a refusal of the hub's core.
    package init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .notFound: .notFound
            case .notSeated: .notSeated
            case .notPermitted: .notPermitted
            case .notInRoom: .notInRoom
            case .wrongStatus: .wrongStatus
            case .over: .over
            case .turnedAway: .turnedAway
            case .noSuchSeat: .noSuchSeat
            case .noSuchDevice: .noSuchDevice
            case .wrongSeatState: .wrongSeatState
            case .invalid: .invalid
            case .tooManyDevices: .tooManyDevices
            case .busy: .busy
            case .tooOld: .tooOld
            case .idReused: .idReused
            case .outcomeUnknown: .outcomeUnknown
            case .alreadyExists: .alreadyExists
            case .signedOut: .signedOut
            case .tooEarly: .tooEarly
            case .linkSpent: .linkSpent
            case .tooMany: .tooMany
            case .taken: .taken
            case .consentMissing: .consentMissing
            case .resolved: .resolved
            case .legalHold: .legalHold
            }
    }

    /// Whether to send the same command again.
    package var isRetryable: Bool { rawValue < 200 }

    /// How long to wait before that.
    package var retryAfter: Duration {
        switch self {
        case .busy: .milliseconds(250)
        case .outcomeUnknown: .milliseconds(500)
        case .tooFast: .seconds(1)
        default: .zero
        }
    }

    /// The name on the wire and in REST's `code`.
    package var name: String {
        switch self {
        case .busy: "busy"
        case .outcomeUnknown: "outcome_unknown"
        case .tooFast: "too_fast"
        case .signedOut: "signed_out"
        case .badCredential: "bad_credential"
        case .notFound: "not_found"
        case .notSeated: "not_seated"
        case .notPermitted: "not_permitted"
        case .notInRoom: "not_in_room"
        case .wrongStatus: "wrong_status"
        case .over: "over"
        case .turnedAway: "turned_away"
        case .noSuchSeat: "no_such_seat"
        case .noSuchDevice: "no_such_device"
        case .wrongSeatState: "wrong_seat_state"
        case .invalid: "invalid"
        case .tooManyDevices: "too_many_devices"
        case .tooOld: "too_old"
        case .idReused: "id_reused"
        case .alreadyExists: "already_exists"
        case .unknownCommand: "unknown_command"
        case .tooEarly: "too_early"
        case .linkSpent: "link_spent"
        case .tooMany: "too_many"
        case .taken: "taken"
        case .consentMissing: "consent_missing"
        case .resolved: "resolved"
        case .legalHold: "legal_hold"
        }
    }

    /// One sentence that is safe to show to anyone.
    package var text: String {
        switch self {
        case .busy: "The hub has too much to do at the moment. Nothing was done; try again shortly."
        case .outcomeUnknown: "It is not known yet whether this was stored. Repeat it with the same counter."
        case .tooFast: "You send too much at once. Nothing was done; try again shortly."
        case .signedOut: "Your sign-in has ended. Sign in again."
        case .badCredential: "The ticket or token is not valid."
        case .notFound: "There is no such consultation for you."
        case .notSeated: "You have no seat in this consultation."
        case .notPermitted: "Your role does not allow this."
        case .notInRoom: "You are not in the room."
        case .wrongStatus: "The consultation is not in a state that allows this."
        case .over: "The consultation is over."
        case .turnedAway: "You were not let in, or were removed."
        case .noSuchSeat: "There is no such seat."
        case .noSuchDevice: "That device is not connected."
        case .wrongSeatState: "That can't be done with this person now."
        case .invalid: "A value is missing, too long or out of range."
        case .tooManyDevices: "You are connected with as many devices as are allowed."
        case .tooOld: "This command is too old to tell whether it was carried out. Read the state again."
        case .idReused: "This counter was used for another command."
        case .alreadyExists: "That exists already."
        case .unknownCommand: "The hub does not know this command."
        case .tooEarly: "The waiting room is not open yet."
        case .linkSpent: "This invitation has expired, or was used as often as it may be."
        case .tooMany: "There are as many of these as there may be."
        case .taken: "Somebody else has taken it."
        case .consentMissing: "Somebody in the room has not agreed to it."
        case .resolved: "The issue is resolved already."
        case .legalHold: "A legal hold keeps this from being erased."
        }
    }
}
