import Core
import FoundationEssentials
import Wire

/// What a hello asks for, apart from proving who asks.
struct Arrival: Hashable, Sendable {
    let device: DeviceID
    let resume: ResumePoint?
    let instance: ClientInstance?

    /// Nothing if the device id breaks its rule.
    ///
    /// An unreadable history is a history that is not ours, and gets a snapshot.
    init?(_ hello: ProtoHello) {
        guard let device = DeviceID(hello.deviceID) else { return nil }
        self.device = device
        resume =
            hello.hasResume
            ? HistoryID(hello.resume.historyID).map { ResumePoint(history: $0, seq: hello.resume.seq) } : nil
        instance = hello.clientInstance == 0 ? nil : ClientInstance(number: hello.clientInstance)
    }
}
