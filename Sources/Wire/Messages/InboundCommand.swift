package import Core
import SwiftProtobuf

/// A command as a client sent it, in the words of `Core`.
package struct InboundCommand: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case lasting(ConsultationCommand)
        case transient(TransientCommand)
    }

    package let counter: UInt64
    package let action: Action

    package init(counter: UInt64, action: Action) {
        self.counter = counter
        self.action = action
    }

    /// Throws the code that the reply carries when the command makes no sense in any state.
    package init(_ command: ProtoCommand) throws(ErrorCode) {
        guard command.counter > 0 else { throw .invalid }
        guard let action = command.action else { throw .unknownCommand }
        counter = command.counter
        self.action = try Action(action)
    }
}

extension InboundCommand.Action {
    fileprivate init(_ action: ProtoCommand.OneOf_Action) throws(ErrorCode) {
        switch action {
        case .postChat(let chat):
            self = .lasting(.postChat(text: chat.text, to: try SeatNumber?(optional: chat.toSeat)))
        case .admit(let admit):
            self = .lasting(.admit(try SeatNumber(admit.seat)))
        case .deny(let deny):
            self = .lasting(.deny(try SeatNumber(deny.seat), reason: deny.reason))
        case .moveToWaitingRoom(let move):
            self = .lasting(.moveToWaitingRoom(try SeatNumber(move.seat)))
        case .remove(let remove):
            self = .lasting(.remove(try SeatNumber(remove.seat), reason: remove.reason))
        case .start:
            self = .lasting(.start)
        case .hold:
            self = .lasting(.hold)
        case .resume:
            self = .lasting(.resume)
        case .end(let end):
            self = .lasting(end.summary.isEmpty ? .end : .conclude(summary: end.summary))
        case .writeSummary(let summary):
            self = .lasting(.writeSummary(text: summary.text))
        case .messageWaiting(let message):
            self = .lasting(.messageWaiting(try SeatNumber(message.seat), text: message.text))
        case .setPriority(let priority):
            self = .lasting(
                .setPriority(
                    try SeatNumber(priority.seat),
                    try WaitingPriority(priority.priority),
                    reason: priority.reason
                )
            )
        case .leave:
            self = .lasting(.leave)
        case .setConsent(let consent):
            self = .lasting(.setConsent(try ConsentPurpose(consent.purpose), given: consent.given))
        case .reportIssue(let issue):
            self = .lasting(
                .reportIssue(
                    try IssueCategory(issue.category),
                    try IssueSeverity(issue.severity),
                    description: issue.description_p,
                    diagnostics: issue.diagnostics.isEmpty ? nil : issue.diagnostics
                )
            )
        case .markSeen(let seen):
            self = .lasting(.markSeen(upTo: seen.upToSeq))
        case .writeNote(let note):
            self = .lasting(.writeNote(text: note.text))
        case .startRecording:
            self = .lasting(.startRecording)
        case .stopRecording:
            self = .lasting(.stopRecording)
        case .reportQuality(let report):
            self = .transient(.reportQuality(QualityReport(report)))
        case .setTyping(let typing):
            self = .transient(.setTyping(typing.typing))
        case .setMedia(let media):
            self = .transient(.setMedia(MediaState(media.media)))
        case .requestMute(let mute):
            self = .transient(.requestMute(try SeatNumber(mute.seat)))
        case .sendSignal(let signal):
            let target = try Signal.Target(signal)
            self = .transient(.signal(Signal(to: target, kind: try Signal.Kind(signal.kind), payload: signal.payload)))
        }
    }
}

extension QualityReport {
    fileprivate init(_ report: ProtoReportQuality) {
        self.init(
            roundTripMilliseconds: Int(report.roundTripMs),
            lossPermille: Int(report.lossPermille),
            jitterMilliseconds: Int(report.jitterMs),
            bitrateKilobits: Int(report.bitrateKbps)
        )
    }
}

extension Signal.Target {
    /// The whole room if neither seat nor device is named.
    fileprivate init(_ signal: ProtoSendSignal) throws(ErrorCode) {
        if signal.toSeat == 0, signal.toDevice.isEmpty {
            self = .room
        } else {
            guard let device = DeviceID(signal.toDevice) else { throw .noSuchDevice }
            self = .device(device, of: try SeatNumber(signal.toSeat))
        }
    }
}
