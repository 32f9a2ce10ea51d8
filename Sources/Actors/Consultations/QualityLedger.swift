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
    /// Returns what the device reported lately if that was bad for long enough, once for each stretch.
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
        let isNews = !stretch.isNoticed && stretch.began + Self.stretch <= now && record.noticeCount < Self.noticesMax
        if isNews {
            stretch.isNoticed = true
            record.noticeCount += 1
        }
        record.stretches[device] = stretch
        return isNews ? stretch.sums.summary : nil
    }

    /// What is to be written before this event: the summaries of all who go by it.
    ///
    /// They are forgotten with that.
    mutating func summaries(before event: ConsultationEvent) -> [ConsultationEvent] {
        guard !records.isEmpty else { return [] }
        switch event {
        case .left(let seat, _), .removed(let seat, _, _), .denied(let seat, _, _), .movedToWaitingRoom(let seat, _):
            return take(seat)
        case .statusChanged(let status, _, _) where status.isFinal:
            defer { records = [:] }
            return records.keys.sorted().prefix(Self.summariesMax).flatMap { take($0) }
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
