import FoundationEssentials
import NIOCore
import NIOHTTP1
import Wire

/// Booking, ending and reading visits.
extension Crew {
    private static let triesMax = 10
    private static let retrySeconds = 0.5
    /// How long a visit that ends may take to become quiet.
    private static let quietMax = 20.0
    private static let pollSeconds = 0.02
    private static let pageSize = 200

    /// Books all visits, as many at a time as there are connections.
    func bookAll() -> EventLoopFuture<Void> {
        let booked = visits.map { visit in
            let promise = loop.makePromise(of: Void.self)
            book(visit) { promise.completeWith($0) }
            return promise.futureResult
        }
        return .andAllSucceed(booked, on: loop)
    }

    private func book(_ visit: Visit, tries: Int = 1, _ body: @escaping (Result<Void, any Error>) -> Void) {
        let participants = visit.people.enumerated().map { slot, account in
            let role = visit.ledger.roster.first { $0.slot == UInt32(slot) }?.role ?? .doctor
            return NewVisit.Participant(personID: accounts[account].id, role: Self.word(role))
        }
        let new = NewVisit(
            title: "Load test visit",
            scheduledStart: Date().formatted(.iso8601),
            participants: participants
        )
        let body = { (result: Result<Void, any Error>) in body(result) }
        let encoded: [UInt8]
        do {
            encoded = Array(try JSONEncoder().encode(new))
        } catch {
            return body(.failure(error))
        }
        let token = accounts[visit.people[0]].token
        rest.call(.POST, "/telemedicine/api/consultations/", token: token, body: encoded, BookedVisit.self)
            .assumeIsolated().whenComplete { result in
                switch result {
                case .success(let booked):
                    visit.id = booked.id
                    visit.stage = .open
                    body(.success(()))
                case .failure(let error):
                    guard self.shouldRetry(error, tries) else { return body(.failure(error)) }
                    self.later(Self.retrySeconds) { self.book(visit, tries: tries + 1, body) }
                }
            }
    }

    private func shouldRetry(_ error: any Error, _ tries: Int) -> Bool {
        guard tries < Self.triesMax, (error as? RequestFailure)?.isPassing == true else { return false }
        tally.failedRequests += 1
        return true
    }

    private static func word(_ role: ProtoRole) -> String {
        switch role {
        case .patient: "patient"
        case .interpreter: "interpreter"
        case .staff: "staff"
        default: "doctor"
        }
    }
}

extension Crew {
    /// Ends a visit, checks it, and lets its people begin another one.
    func turnOver(_ visit: Visit) {
        guard isTalking, visit.stage == .open else { return }
        visit.stage = .closing
        for member in visit.members { member.hurry() }
        let isQuiet = { visit.isQuiet }
        poll(Self.quietMax, until: isQuiet) { _ in
            visit.ledger.settle()
            visit.stage = .ending
            visit.members.first?.control(.end(ProtoEnd()))
            let isEmpty = { visit.members.allSatisfy { !$0.isLive } }
            self.poll(Self.quietMax, until: isEmpty) { isOver in
                if !isOver { visit.ledger.add(.refused, "the visit was ended, and sockets stay open") }
                visit.stage = .over
                for member in visit.members { member.leave() }
                self.checkHistory(of: visit) { self.replace(visit) }
            }
        }
    }

    private func replace(_ visit: Visit) {
        findings.merge(visit.ledger.findings)
        tally.visitsEnded += 1
        visit.members = []
        guard let index = visits.firstIndex(where: { $0 === visit }) else { return }
        visits.remove(at: index)
        guard isTalking else { return }
        lastVisit += 1
        let next = VisitPlan(group: visit.group, accounts: accounts, run: run, number: lastVisit).make(for: self)
        visits.append(next)
        book(next) { result in
            if case .failure(let error) = result { next.ledger.add(.refused, "it could not be booked: \(error)") }
            for member in next.members {
                member.wantsIn = true
                member.join()
            }
            let isGathered = { next.isGathered }
            self.poll(Self.quietMax, until: isGathered) { isGathered in
                if !isGathered { next.ledger.add(.refused, "not everybody could join") }
                if self.isTalking { self.begin(next) }
            }
        }
    }

    /// Looks again and again, for so long.
    private func poll(_ seconds: Double, until isTrue: @escaping () -> Bool, _ body: @escaping (Bool) -> Void) {
        if isTrue() { return body(true) }
        if seconds <= 0 { return body(false) }
        later(Self.pollSeconds) { self.poll(seconds - Self.pollSeconds, until: isTrue, body) }
    }
}

extension Crew {
    /// Compares what everybody was told in every visit with what is stored.
    func checkHistories() -> EventLoopFuture<Void> {
        let checked = visits.map { visit in
            let promise = loop.makePromise(of: Void.self)
            checkHistory(of: visit) { promise.succeed() }
            return promise.futureResult
        }
        return .andAllSucceed(checked, on: loop)
    }

    /// Reads as the doctor; as everybody where something was private; and as those who should find nothing.
    private func checkHistory(of visit: Visit, _ body: @escaping () -> Void) {
        let isPrivate = visit.ledger.hasPrivateChat
        let slots = visit.people.indices.filter { slot in
            slot == 0 || isPrivate || visit.members.contains { $0.entry.slot == UInt32(slot) && $0.isNeverAdmitted }
        }
        let gathered = NIOLoopBoundBox([UInt32: [StoredMessage]](), eventLoop: loop)
        let read = slots.map { slot in
            let promise = loop.makePromise(of: Void.self)
            let reading = HistoryReading(visit: visit, slot: slot) { messages in
                gathered.value[UInt32(slot)] = messages
                promise.succeed()
            }
            self.read(reading)
            return promise.futureResult
        }
        EventLoopFuture.andAllSucceed(read, on: loop).assumeIsolated().whenComplete { _ in
            visit.ledger.check(gathered.value)
            body()
        }
    }

    /// A history that is read page by page.
    private final class HistoryReading {
        let visit: Visit
        let slot: Int
        let body: ([StoredMessage]) -> Void
        var messages: [StoredMessage] = []
        var after: UInt64 = 0
        var tries = 1

        init(visit: Visit, slot: Int, _ body: @escaping ([StoredMessage]) -> Void) {
            self.visit = visit
            self.slot = slot
            self.body = body
        }
    }

    private func read(_ reading: HistoryReading) {
        let path =
            "/telemedicine/api/consultations/\(reading.visit.id)/messages/?after=\(reading.after)&limit=\(Self.pageSize)"
        let token = accounts[reading.visit.people[reading.slot]].token
        rest.call(.GET, path, token: token, MessagesAnswer.self).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let page):
                reading.messages += page.results.map {
                    StoredMessage(seq: $0.seq, fromSeat: $0.fromSeat, toSeat: $0.toSeat ?? 0, text: $0.text ?? "")
                }
                guard let after = page.nextAfter else { return reading.body(reading.messages) }
                reading.after = after
                self.read(reading)
            case .failure(let error):
                if self.shouldRetry(error, reading.tries) {
                    reading.tries += 1
                    self.later(Self.retrySeconds) { self.read(reading) }
                } else {
                    reading.visit.ledger.add(.refused, "slot \(reading.slot) can't read the history: \(error)")
                    reading.body(reading.messages)
                }
            }
        }
    }
}
