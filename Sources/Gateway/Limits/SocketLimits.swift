/// What clients may ask of the WebSocket edge, and how much of it.
///
/// `docs/limits.md` says what happens at each.
package struct SocketLimits: Sendable {
    /// Connections at a time, of any kind, on all loops; one more is closed at once.
    package var connectionsMax = 100_000
    /// Connections at a time from one address.
    package var connectionsPerAddressMax = 2_000
    /// Sockets at a time of one person, in all consultations.
    package var connectionsPerPersonMax = 32
    /// Sockets at a time that have not yet proved who they are; beyond it upgrades are refused.
    ///
    /// Loops that upgrade at the same instant may exceed it by one each.
    package var strangersMax = 4_096
    /// Requests and upgrades from one address.
    package var requestsPerAddress = RateLimit(perSecond: 200, burst: 2_000)
    /// Requests of one person who is signed in: each is a row of the audit for ever.
    package var requestsPerPerson = RateLimit(perSecond: 10, burst: 600)
    /// New sockets of one person.
    package var arrivalsPerPerson = RateLimit(perSecond: 2, burst: 64)
    /// Frames of any kind on one socket; a long one counts once more for every ``frameWeightBytes``.
    package var framesPerSocket = RateLimit(perSecond: 200, burst: 2_000)
    /// So many bytes of payload weigh as much as a frame.
    package let frameWeightBytes = 4096
    /// Sign-ins from one address.
    package var signInsPerAddress = RateLimit(perSecond: 2, burst: 60)
    /// Commands on one socket.
    package var commandsPerSocket = RateLimit(perSecond: 50, burst: 400)
    /// Commands of one person, on all sockets.
    package var commandsPerPerson = RateLimit(perSecond: 100, burst: 800)
    /// Commands from one address.
    package var commandsPerAddress = RateLimit(perSecond: 2_000, burst: 8_000)
    /// Commands of one socket that may be without an answer; beyond it nothing more is read.
    package var unansweredCommandsMax = 64
    /// The longest message that a client may send; announced in `Welcome`.
    package var messageBytesMax = 64 * 1024
    /// Bytes that may wait for one socket, here and in the channel, before it counts as too slow.
    ///
    /// A single longer frame is still sent when nothing waits before it.
    package var unwrittenBytesMax = 1024 * 1024

    /// Bytes of one HTTP request's fields, all together.
    package var headerBytesMax = 32 * 1024
    /// Fields of one HTTP request.
    package var headerCountMax = 100

    package init() {}
}
