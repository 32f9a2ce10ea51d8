package import Core
package import SwiftProtobuf

/// The words of `Core` and of the schema carry the same numbers; `WordsTests` holds them to it.
extension RawRepresentable where RawValue == UInt8 {
    /// The schema's word for this one.
    package func proto<Word: SwiftProtobuf.Enum>(_ type: Word.Type = Word.self) -> Word {
        Word(rawValue: Int(rawValue)) ?? Word()
    }

    /// The word that a client used.
    package init(_ word: some SwiftProtobuf.Enum) throws(ErrorCode) {
        guard let number = UInt8(exactly: word.rawValue), let value = Self(rawValue: number) else { throw .invalid }
        self = value
    }
}

extension MediaState {
    package init(_ media: ProtoMediaState) {
        self.init(audio: media.audio, video: media.video, screen: media.screen, handRaised: media.handRaised)
    }

    package var proto: ProtoMediaState {
        .with {
            $0.audio = audio
            $0.video = video
            $0.screen = screen
            $0.handRaised = handRaised
        }
    }
}

extension SeatNumber {
    /// A seat that must be named.
    package init(_ number: UInt32) throws(ErrorCode) {
        guard let number = UInt16(exactly: number), let seat = SeatNumber(number) else { throw .noSuchSeat }
        self = seat
    }
}

extension SeatNumber? {
    /// A seat that may be left out, as 0.
    package init(optional number: UInt32) throws(ErrorCode) {
        self = number == 0 ? nil : try SeatNumber(number)
    }

    /// 0 for no seat.
    package var proto: UInt32 { map { UInt32($0.rawValue) } ?? 0 }
}

extension SeatNumber {
    package var proto: UInt32 { UInt32(rawValue) }
}

extension Duration {
    /// Whole milliseconds, as far as they fit the schema's field.
    package var protoMilliseconds: UInt32 { UInt32(clamping: wholeMilliseconds) }
}
