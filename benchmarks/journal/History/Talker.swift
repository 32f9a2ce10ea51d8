import Actors
import Core
import Gateway
import Wire

/// A person on a socket who writes chat messages, the next one as soon as an earlier one is acknowledged.
///
/// `@unchecked Sendable`: all state is used on the loop.
final class Talker: Outlet, @unchecked Sendable {
    /// Messages that wait for their acknowledgement at a time.
    private static let underWay = 64
    private static let text = String(repeating: "a message of some length ", count: 4)

    let loop: any Loop
    private let consultation: ConsultationID
    private let registry: Registry
    private let connection = ConnectionID(boot: 1, serial: 1)
    private var counter: UInt64 = 0
    private var unsent = 0
    private var unanswered = 0
    private var entered: CheckedContinuation<Void, any Error>?
    private var finished: CheckedContinuation<Void, any Error>?

    /// The hub refused a command, or closed the socket.
    struct Refused: Error {}

    init(_ consultation: ConsultationID, _ loop: any Loop, _ registry: Registry) {
        self.consultation = consultation
        self.loop = loop
        self.registry = registry
    }

    func enter(_ person: PersonID) async throws {
        guard let device = DeviceID("tablet") else { preconditionFailure("a plain word is a device") }
        let request = AttachRequest(
            connection: connection,
            person: person,
            device: device,
            format: .binary,
            resume: nil,
            instance: nil
        )
        try await withCheckedThrowingContinuation { continuation in
            loop.run { [self] in
                entered = continuation
                registry.tell(consultation, .attach(request, self))
            }
        }
    }

    /// Returns when so many more messages are acknowledged.
    func post(_ count: Int) async throws {
        try await withCheckedThrowingContinuation { continuation in
            loop.run { [self] in
                finished = continuation
                (unsent, unanswered) = (count, count)
                for _ in 0..<min(count, Self.underWay) { postNext() }
            }
        }
    }

    func deliver(_ delivery: Delivery) {
        switch delivery {
        case .journaled, .snapshot:
            entered?.resume()
            entered = nil
        case .reply(_, nil):
            unanswered -= 1
            // The consultation is not entered again before this returns.
            loop.run { [self] in unanswered == 0 ? finish() : postNext() }
        case .reply, .close:
            entered?.resume(throwing: Refused())
            finished?.resume(throwing: Refused())
            (entered, finished) = (nil, nil)
        case .transient:
            break
        }
    }

    private func postNext() {
        guard unsent > 0 else { return }
        unsent -= 1
        counter += 1
        let chat = InboundCommand(counter: counter, action: .lasting(.postChat(text: Self.text, to: nil)))
        registry.tell(consultation, .commands(from: connection, [chat]))
    }

    private func finish() {
        finished?.resume()
        finished = nil
    }
}
