import Foundation
import Testing

@testable import Hub

/// A hub with a mail server and a receiver of its webhooks, both real, and the people of one visit.
struct WholeWayClinic {
    let hub: HubProcess
    let mails: MailProbe
    let receiver: HookReceiver
    let calendar: HubCalendar
    let admin: HubAPI
    /// The start of a visit whose waiting room is open already, and of which one is reminded within a minute.
    let soon: String

    var doctor: HubAPI { calendar.doctor }
    var patient: HubAPI { calendar.patient }
    var staff: HubAPI { calendar.staff }

    /// Starts everything in a folder.
    static func begin(_ folder: String) async throws -> WholeWayClinic {
        let mails = try await MailProbe(folder: folder + "/box")
        let start = nextSlot(after: Date().addingTimeInterval(600))
        // One of them is due shortly after the visit was booked, however long the hub takes to start.
        let lead = Int(start.timeIntervalSinceNow / 60)
        let hub = HubProcess(
            folder: folder + "/hub",
            [
                "SMTP_URL": "smtp+plain://127.0.0.1:\(mails.port)", "LASO_MAIL_FROM": "hub@clinic.example",
                "LASO_REMINDER_MINUTES": (0..<4).map { "\(lead - $0)" }.joined(separator: ","),
                "LASO_MAIL_CHANGE_SECONDS": "0", "LASO_WEBHOOK_PRIVATE_TARGETS": "127.0.0.1",
            ]
        )
        try await hub.start()
        let receiver = HookReceiver(.honest)
        try await receiver.start()
        let admin = try await HubAPI.signIn(try hub.file, "admin")
        let webhook = try await admin.post("webhooks/", #"{"url": "\#(receiver.url)"}"#)
        try #require(webhook.status == 201, "\(webhook.text)")
        receiver.take(secret: try webhook.text("secret"))
        return WholeWayClinic(
            hub: hub,
            mails: mails,
            receiver: receiver,
            calendar: try await HubCalendar.begin(try hub.file),
            admin: admin,
            soon: start.formatted(.iso8601)
        )
    }

    /// Slots of the doctor's are five minutes apart.
    private static func nextSlot(after date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 / 300).rounded(.up) * 300)
    }

    func end() async throws {
        try await receiver.stop()
        await mails.stop()
        try await hub.kill()
        let verified = try await hub.run("verify")
        #expect(verified.status == 0, "\(verified.output)")
    }
}
