/// What a person in a consultation may ask for that is worthless a minute later: it is never stored.
package enum TransientCommand: Hashable, Sendable {
    case setTyping(Bool)
    case setMedia(MediaState)
    /// Asks one person to switch the microphone off. The hub can't do it for them.
    case requestMute(SeatNumber)
    case signal(Signal)
    /// Tells how the device's connection is; nobody else hears of it.
    case reportQuality(QualityReport)
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

/// A WebRTC signal (RFC 8829) from a device to a device, or a live message from a device to the whole room.
///
/// The hub carries the payload and doesn't look into it.
package struct Signal: Hashable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case offer = 1
        case answer = 2
        case candidate = 3
        /// Asks the other side to restart ICE (RFC 8445 section 2.4).
        case restart = 4
        /// Something that the clients agreed upon: a line of live captions, a pointer, a reaction.
        case message = 5
    }

    package enum Target: Hashable, Sendable {
        /// One device of another seat.
        case device(DeviceID, of: SeatNumber)
        /// Every connected device of those in the room, but for the one that sends.
        case room
    }

    package var target: Target
    package var kind: Kind
    /// SDP or an ICE candidate as the browser made it, or a message.
    package var payload: String

    package init(to target: Target, kind: Kind, payload: String) {
        self.target = target
        self.kind = kind
        self.payload = payload
    }
}
