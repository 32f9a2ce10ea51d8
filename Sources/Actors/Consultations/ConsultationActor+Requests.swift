import Core
import Wire

/// What comes from elsewhere than a socket.
extension ConsultationActor {
    /// REST, the command line, timers.
    func answer(_ request: ConsultationRequest, _ receiver: @escaping @Sendable (ConsultationReply) -> Void) {
        guard gate.heldCount < limits.heldEffectsMax else {
            receiver(.refused(.busy))
            return
        }
        defer { rearm() }
        switch request {
        case .create(let booking, let invitations, let origin):
            answer(receiver) { () throws(Refusal) in try create(booking, invitations, origin) }
        case .change(let change, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in
                    try machine.decideChange(change, by: origin, limits: limits)
                }
            }
        case .callOff(let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideCallingOff(by: origin) }
            }
        case .invite(let link, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in
                    try machine.decideInviting(link, by: origin, at: context.clocks.now(), limits: limits)
                }
            }
        case .hold(let reason, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideHolding(reason, limits: limits) }
            }
        case .release(let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideReleasing() }
            }
        case .erase(let reason, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideErasing(reason) }
            }
        case .revoke(let link, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideRevoking(link, by: origin) }
            }
        case .claim(let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideClaiming(by: person, at: context.clocks.now(), periods: context.settings.periods)
                }
            }
        case .redeem(let digest, let person, let name):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideRedeeming(
                        digest,
                        by: person,
                        name: name,
                        at: context.clocks.now(),
                        limits: limits
                    )
                }
            }
        case .assignIssue(let issue, let assignee, let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideAssigning(issue, to: assignee, by: person)
                }
            }
        case .resolveIssue(let issue, let note, let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideResolving(issue, note: note, by: person, limits: limits)
                }
            }
        case .perform(let command, let person, let id):
            answer(receiver) { () throws(Refusal) in try perform(command, by: person, id) }
            sendBackForgotten(of: person)
        case .view(let person):
            guard let number = machine.number(of: person), var view = machine.view(of: number) else {
                emit(.answer(receiver, .refused(machine.booking == nil ? .notFound : .notSeated)))
                return
            }
            markReconnecting(&view.participants)
            emit(.answer(receiver, .view(view)))
        case .overview:
            guard var overview = machine.overview() else { return emit(.answer(receiver, .refused(.notFound))) }
            markReconnecting(&overview.participants)
            emit(.answer(receiver, .overview(overview)))
        case .wake:
            wake()
            emit(.answer(receiver, .done(seq: 0)))
        }
    }

    private func markReconnecting(_ participants: inout [ConsultationView.Participant]) {
        for index in participants.indices {
            participants[index].isReconnecting = attendance.isReconnecting(participants[index].seat)
        }
    }

    private func answer(
        _ receiver: @escaping @Sendable (ConsultationReply) -> Void,
        _ body: () throws(Refusal) -> Conclusion
    ) {
        do throws(Refusal) {
            let result = try body()
            emit(.answer(receiver, .done(seq: result.seq)))
            settle(after: result.events)
        } catch .busy {
            receiver(.refused(.busy))
        } catch {
            emit(.answer(receiver, .refused(error)))
        }
    }

    private func create(
        _ booking: ConsultationEvent.Booking,
        _ invitations: [Invitation],
        _ origin: Origin
    ) throws(Refusal) -> Conclusion {
        let events = try machine.decideCreation(booking, invitations, limits: limits)
        write(events, origin: origin)
        return Conclusion(seq: machine.seq, events: events)
    }

    /// Lets happen what somebody has decided who needs no seat.
    private func arrange(
        _ origin: Origin,
        _ decide: () throws(Refusal) -> [ConsultationEvent]
    ) throws(Refusal) -> Conclusion {
        guard machine.booking != nil else { throw .notFound }
        guard hasRoom(for: 1, usingReserve: origin == .hub) else { throw .busy }
        let events = try decide()
        guard hasRoom(for: events, usingReserve: origin == .hub) else { throw .busy }
        write(events, origin: origin)
        return Conclusion(seq: events.isEmpty ? 0 : machine.seq, events: events)
    }
}
