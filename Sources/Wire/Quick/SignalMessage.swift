package import Core
import SwiftProtobuf

/// A signal on its way to other devices: the live message that rooms exchange most.
package struct SignalMessage: Hashable, Sendable {
    package let seat: SeatNumber
    package let device: DeviceID
    package let kind: Signal.Kind
    package let payload: String

    /// What the device of that seat sends.
    package init(_ signal: Signal, from seat: SeatNumber, _ device: DeviceID) {
        self.seat = seat
        self.device = device
        kind = signal.kind
        payload = signal.payload
    }

    package var general: ProtoServerMessage {
        .with {
            $0.transient.signal.fromSeat = seat.proto
            $0.transient.signal.fromDevice = device.description
            $0.transient.signal.kind = kind.proto()
            $0.transient.signal.payload = payload
        }
    }

    package func frame(_ format: MessageFormat) -> Frame {
        switch format {
        case .binary: binary()
        case .json: format.frame(general)
        }
    }

    /// The same bytes as the general encoder's: `QuickCodecTests`.
    private func binary() -> Frame {
        let number = UInt64(seat.rawValue)
        let kind = UInt64(kind.rawValue)
        let length =
            ProtobufField.length(number) + ProtobufField.length(device.description) + ProtobufField.length(kind)
            + ProtobufField.length(payload)
        let transientLength = ProtobufField.length(ofMessage: length)
        return Frame(.binary, length: ProtobufField.length(ofMessage: transientLength)) { writer in
            writer.begin(4, length: transientLength)  // ServerMessage.transient
            writer.begin(4, length: length)  // Transient.signal
            writer.write(1, number)
            writer.write(2, device.description)
            writer.write(3, kind)
            writer.write(4, payload)
        }
    }
}
