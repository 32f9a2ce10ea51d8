import Core
import HTTPTypes
import Hummingbird
import Wire

extension APIError {
    /// The fixed answer to each refusal of the hub's core.
    init(_ refusal: Refusal) {
        switch refusal {
        case .notFound, .notSeated:
            // The same answer to both, so that nobody learns which consultations exist.
            self.init(.notFound, .notFound)
        case .notPermitted:
            self.init(.forbidden, .notPermitted)
        case .invalid:
            self.init(.badRequest, .invalid)
        case .signedOut:
            self = .notSignedIn
        case .notInRoom, .wrongStatus, .over, .turnedAway, .noSuchSeat, .noSuchDevice, .wrongSeatState,
            .tooManyDevices, .tooOld, .idReused, .alreadyExists, .tooEarly, .linkSpent, .tooMany, .taken,
            .consentMissing, .resolved, .legalHold:
            self.init(.conflict, ErrorCode(refusal))
        case .busy:
            self.init(.serviceUnavailable, .busy, headers: Self.retryShortly)
        case .outcomeUnknown:
            // REST commands carry no id yet, so the advice differs from the socket's.
            self.init(
                .serviceUnavailable,
                .outcomeUnknown,
                detail: "It is not known whether this was stored. Read the state before you repeat it.",
                headers: Self.retryShortly
            )
        }
    }

    private init(
        _ status: HTTPResponse.Status,
        _ code: ErrorCode,
        detail: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.init(status: status, code: code.name, detail: detail ?? code.text, headers: headers)
    }
}
