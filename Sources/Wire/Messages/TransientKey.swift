/// What a transient message tells about: a later one with the same key makes an earlier one worthless.
package enum TransientKey: Hashable, Sendable {
    case presence(seat: UInt32)
    case typing(seat: UInt32)
    case media(seat: UInt32, device: String)
    case waitingPosition
    case clinicNews(consultation: String, kind: Int)

    /// Nothing for what has to arrive each time: a signal, a request to mute, and everything that is not transient.
    package init?(_ message: ProtoServerMessage) {
        guard case .transient(let transient)? = message.body else { return nil }
        switch transient.body {
        case .presence(let presence): self = .presence(seat: presence.seat)
        case .typing(let typing): self = .typing(seat: typing.seat)
        case .mediaChanged(let change): self = .media(seat: change.seat, device: change.deviceID)
        case .waitingPosition: self = .waitingPosition
        case .clinicNews(let news): self = .clinicNews(consultation: news.consultationID, kind: news.kind.rawValue)
        case .signal, .muteRequested, nil: return nil
        }
    }
}
