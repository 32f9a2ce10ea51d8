import Core

/// What people's devices report of their connections, until it is summed up.
///
/// A value without input and output, and nothing that is kept: after a restart it begins anew. For each person it takes
/// the same small room, however long they stay.
struct QualityLedger {
    /// How long reports have to be bad in a row before the hub notices.
    static let stretch: Duration = .seconds(15)
    /// The longest pause between two reports of one stretch.
    static let pauseMax: Duration = .seconds(15)
    /// Stretches of one person that are noticed while they are in the room.
    static let noticesMax = 3
    /// Devices of one person whose stretches are followed.
    static let devicesMax = 8
    /// People of whom something is written when a visit ends.
    static let summariesMax = 64

    private var records: [SeatNumber: Record] = [:]

    private struct Record {
        var sums = QualitySums()
        var noticeCount = 0
        var stretches: [DeviceID: Stretch] = [:]
    }

    /// Bad reports of one device, one after the other.
    private struct Stretch {
        let began: Duration
        var last: Duration
        var sums = QualitySums()
        var isNoticed = false
    }

    /// Takes a report in.
    ///
    /// Returns what the device reported lately if that was bad for long enough: with every bad report, until
    /// ``hasNoticed(_:of:)`` says that it was written down.
    mutating func note(
        _ report: QualityReport,
        of seat: SeatNumber,
        _ device: DeviceID,
        at now: Duration
    ) -> QualitySummary? {
        var record = records[seat] ?? Record()
        defer { records[seat] = record }
        record.sums.add(report)
        guard report.verdict == .bad else {
            record.stretches[device] = nil
            return nil
        }
        // Clients make up their devices' names.
        if record.stretches[device] == nil, record.stretches.count >= Self.devicesMax { return nil }
        var stretch = record.stretches[device] ?? Stretch(began: now, last: now)
        if stretch.last + Self.pauseMax < now { stretch = Stretch(began: now, last: now) }
        stretch.last = now
        stretch.sums.add(report)
        record.stretches[device] = stretch
        let isNews = !stretch.isNoticed && stretch.began + Self.stretch <= now && record.noticeCount < Self.noticesMax
        return isNews ? stretch.sums.summary : nil
    }

    /// The device's stretch is written down: it is no news any more.
    mutating func hasNoticed(_ device: DeviceID, of seat: SeatNumber) {
        guard records[seat]?.stretches[device]?.isNoticed == false else { return }
        records[seat]?.stretches[device]?.isNoticed = true
        records[seat]?.noticeCount += 1
    }

    /// How many events are to be written where these happen: what ``completing(_:)`` returns.
    func count(completing events: [ConsultationEvent]) -> Int {
        records.isEmpty ? events.count : events.reduce(events.count) { $0 + seats(goingBy: $1).count }
    }

    /// The events, before each the summaries of all who go by it.
    ///
    /// What was summed up is forgotten with that.
    mutating func completing(_ events: [ConsultationEvent]) -> [ConsultationEvent] {
        guard !records.isEmpty, events.contains(where: { !seats(goingBy: $0).isEmpty }) else { return events }
        return events.flatMap { event in
            let summaries = seats(goingBy: event).flatMap { take($0) }
            if case .statusChanged(let status, _, _) = event, status.isFinal { records = [:] }
            return summaries + [event]
        }
    }

    /// Those of whom something is known, and who are no longer in the room after this event.
    private func seats(goingBy event: ConsultationEvent) -> [SeatNumber] {
        switch event {
        case .left(let seat, _), .removed(let seat, _, _), .denied(let seat, _, _), .movedToWaitingRoom(let seat, _):
            return records[seat] == nil ? [] : [seat]
        case .statusChanged(let status, _, _) where status.isFinal:
            return Array(records.keys.sorted().prefix(Self.summariesMax))
        case .created, .seatAdded, .waitingRoomEntered, .roomEntered, .admitted, .statusChanged, .chatPosted, .seen,
            .consentChanged, .noteWritten, .issueReported, .hadNoEffect, .bookingChanged, .summaryWritten,
            .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .legalHoldPlaced, .legalHoldLifted,
            .contentErased, .recordingStarted, .recordingStopped,
            .qualitySummarised,
            .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved:
            return []
        }
    }

    private mutating func take(_ seat: SeatNumber) -> [ConsultationEvent] {
        guard let summary = records.removeValue(forKey: seat)?.sums.summary else { return [] }
        return [.qualitySummarised(seat, summary)]
    }
}
