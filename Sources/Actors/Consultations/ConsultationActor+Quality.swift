import Core

extension ConsultationActor {
    /// Takes in what a device reports of its connection.
    ///
    /// Where that was bad for a while the hub notices, as if the person had said so. What finds no room on the way to the
    /// disk is noticed with the next bad report.
    func note(_ report: QualityReport, _ line: Attendance.Line) {
        let now = context.clocks.uptime()
        guard let summary = quality.note(report, of: line.seat, line.device, at: now) else { return }
        let events = machine.decideNoticing(line.seat, summary, limits: limits)
        guard hasRoom(for: events, usingReserve: false) else { return }
        quality.hasNoticed(line.device, of: line.seat)
        write(events, origin: .hub)
    }
}
