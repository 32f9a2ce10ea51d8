import Core

/// How far the visit is, on somebody's word.
extension Consultation {
    func decideStatus(
        _ command: ConsultationCommand,
        by number: SeatNumber,
        _ seat: Seat
    ) throws(Refusal) -> [ConsultationEvent] {
        guard let rule = StatusRule(command) else {
            preconditionFailure("only the commands that change the status come here")
        }
        guard seat.role.allows(rule.permission) else { throw .notPermitted }
        guard status != rule.goal else { return [] }
        guard rule.from.contains(status) else { throw .wrongStatus }
        guard !rule.needsPresence || seat.presence == .inRoom else { throw .notInRoom }
        return [.statusChanged(rule.goal, .requested, by: number)]
    }

    func decideConcluding(
        _ summary: String,
        by number: SeatNumber,
        _ seat: Seat,
        _ limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard seat.role.allows(.note) else { throw .notPermitted }
        let ending = try decideStatus(.end, by: number, seat)
        guard Self.isText(summary, upTo: limits.textBytesMax) else { throw .invalid }
        return ending + [.summaryWritten(by: number, text: .present(summary))]
    }
}

/// From where to where a command takes the status, and what it needs.
private struct StatusRule {
    let permission: Permission
    let from: Set<ConsultationStatus>
    let goal: ConsultationStatus
    let needsPresence: Bool

    init?(_ command: ConsultationCommand) {
        switch command {
        case .start:
            self.init(.conduct, [.scheduled, .waiting], .active, needsPresence: true)
        case .hold:
            self.init(.conduct, [.active], .onHold, needsPresence: true)
        case .resume:
            self.init(.conduct, [.onHold], .active, needsPresence: true)
        case .end:
            self.init(.end, [.active, .onHold], .ended, needsPresence: false)
        case .cancel:
            self.init(.end, [.scheduled, .waiting], .cancelled, needsPresence: false)
        default:
            return nil
        }
    }

    private init(
        _ permission: Permission,
        _ from: Set<ConsultationStatus>,
        _ goal: ConsultationStatus,
        needsPresence: Bool
    ) {
        self.permission = permission
        self.from = from
        self.goal = goal
        self.needsPresence = needsPresence
    }
}
