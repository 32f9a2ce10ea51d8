/// What a person in a consultation may ask for that is worthless a minute later: it is never stored.
package enum TransientCommand: Hashable, Sendable {
    case setTyping(Bool)
    case setMedia(MediaState)
    /// Asks one person to switch the microphone off. The hub can't do it for them.
    case requestMute(SeatNumber)
    case signal(Signal)
}

/// What a device shows and sounds like at the moment.
package struct MediaState: Hashable, Sendable {
    package var audio: Bool
    package var video: Bool
    package var screen: Bool
    package var handRaised: Bool

    package init(audio: Bool = false, video: Bool = false, screen: Bool = false, handRaised: Bool = false) {
        self.audio = audio
        self.video = video
        self.screen = screen
        self.handRaised = handRaised
    }
}

/// One WebRTC signal (RFC 8829) from a device to a device.
///
/// The hub carries the payload and doesn't look into it.
package struct Signal: Hashable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case offer = 1
        case answer = 2
        case candidate = 3
        /// Asks the other side to restart ICE (RFC 8445 section 2.4).
        case restart = 4
    }

    package var seat: SeatNumber
    package var device: DeviceID
    package var kind: Kind
    /// SDP or an ICE candidate, as the browser made it.
    package var payload: String

    package init(seat: SeatNumber, device: DeviceID, kind: Kind, payload: String) {
        self.seat = seat
        self.device = device
        self.kind = kind
        self.payload = payload
    }
}
