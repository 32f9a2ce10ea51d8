import Core
import Testing
import Wire

@testable import Gateway

struct ConnectionStateTests {
    private let start = Duration.seconds(100)
    private let now = Timestamp(milliseconds: 1_000_000)
    private let periods = ConnectionState.Periods(
        hello: .seconds(5),
        ping: .seconds(20),
        close: .seconds(3),
        firstPing: .seconds(10)
    )

    private var fresh: ConnectionState { ConnectionState(periods, uptime: start) }

    private func grant(_ person: PersonID = Messages.person, for seconds: Int = 3600) -> Grant {
        Grant(person: person, authorizedUntil: now + .seconds(seconds))
    }

    private func attached(for seconds: Int = 3600) -> ConnectionState {
        var state = fresh
        _ = state.received(Messages.hello())
        _ = state.granted(grant(for: seconds), uptime: start, now: now)
        return state
    }

    // Hello.

    /// Checking a credential may take longer than a client may be silent.
    @Test func whoWaitedForTheHubIsNotSilent() {
        var periods = periods
        (periods.hello, periods.firstPing) = (.seconds(60), .seconds(20))
        var state = ConnectionState(periods, uptime: start)
        _ = state.received(Messages.hello(accessToken: "t"))
        let later = start + .seconds(50)
        _ = state.granted(grant(), uptime: later, now: now)
        #expect(state.swept(uptime: later, now: now) == .none)
        #expect(state.nextSweep(uptime: later, now: now) == later + .seconds(20))
    }

    @Test func aTicketAttaches() throws {
        var state = fresh
        let hello = Messages.hello()
        #expect(state.received(hello) == .redeem(ticket: Messages.ticket))
        let arrival = try #require(Arrival(hello.hello))
        #expect(state.granted(grant(), uptime: start, now: now) == .attach(Messages.person, arrival))
        #expect(state.isAttached)
    }

    @Test func nothingIsReadWhileATokenIsVerified() {
        var state = fresh
        #expect(state.received(Messages.hello(accessToken: "t")) == .verify(accessToken: "t"))
        #expect(!state.takesFrames)
        _ = state.granted(grant(), uptime: start, now: now)
        #expect(state.takesFrames)
        #expect(state.received(Messages.renewToken("u")) == .verify(accessToken: "u"))
        #expect(!state.takesFrames)
        #expect(state.isAttached)
    }

    @Test(arguments: [Messages.chat(1), Messages.renewToken("t"), ProtoClientMessage(), Messages.hello(device: "a b")])
    func theFirstMessageMustBeAHello(_ message: ProtoClientMessage) {
        var state = fresh
        #expect(state.received(message) == .close(.badMessage))
    }

    @Test func aHelloNeedsACredential() {
        var message = ProtoClientMessage()
        message.hello.deviceID = "tab"
        var state = fresh
        #expect(state.received(message) == .close(.badCredential))
    }

    @Test func aWorthlessOrOutdatedCredentialIsRefused() {
        var state = fresh
        _ = state.received(Messages.hello())
        #expect(state.granted(nil, uptime: start, now: now) == .close(.badCredential))
        #expect(state.granted(grant(for: 0), uptime: start, now: now) == .close(.signInExpired))
    }

    @Test func aSecondHelloIsRefused() {
        var state = attached()
        #expect(state.received(Messages.hello()) == .close(.badMessage))
    }

    @Test func messagesOfLaterVersionsAreIgnored() {
        var state = attached()
        #expect(state.received(ProtoClientMessage()) == .ignore)
    }

    @Test func anUnreadableResumePointAsksForASnapshot() throws {
        var hello = Messages.hello().hello
        hello.resume.historyID = "not a history"
        hello.resume.seq = 7
        #expect(try #require(Arrival(hello)).resume == nil)
        hello.resume.historyID = Messages.consultation.description
        #expect(try #require(Arrival(hello)).resume?.seq == 7)
        #expect(try #require(Arrival(hello)).instance == nil)
    }

    // Sign-in.

    @Test func aRenewedTokenExtendsTheSignIn() {
        var state = attached(for: 60)
        _ = state.received(Messages.renewToken("t"))
        #expect(state.granted(grant(for: 120), uptime: start, now: now) == .ignore)
        #expect(state.takesFrames)
        #expect(state.swept(uptime: start, now: now + .seconds(119)) == .none)
        #expect(state.swept(uptime: start, now: now + .seconds(120)) == .close(.signInExpired))
    }

    @Test func aRenewedTokenMustBeOfTheSamePerson() {
        var state = attached()
        _ = state.received(Messages.renewToken("t"))
        #expect(state.granted(grant(Messages.otherPerson), uptime: start, now: now) == .close(.badCredential))
        #expect(state.granted(nil, uptime: start, now: now) == .close(.badCredential))
    }

    @Test func aVerdictWithoutAQuestionChangesNothing() {
        var state = attached(for: 60)
        #expect(state.granted(grant(for: 3600), uptime: start, now: now) == .ignore)
        #expect(state.swept(uptime: start, now: now + .seconds(60)) == .close(.signInExpired))
    }

    // Time.

    @Test func aHelloHasADeadline() {
        var state = fresh
        #expect(state.swept(uptime: start + .milliseconds(4999), now: now) == .none)
        #expect(state.swept(uptime: start + .seconds(5), now: now) == .close(.helloTimeout))
    }

    @Test func aHubThatVerifiesTooSlowlyIsBusy() {
        var state = fresh
        _ = state.received(Messages.hello(accessToken: "t"))
        #expect(state.swept(uptime: start + .seconds(5), now: now) == .close(.busy))
    }

    @Test func pingsCarryTheLastPosition() {
        var state = attached()
        state.delivered(position: 41)
        state.delivered(position: 42)
        #expect(state.swept(uptime: start + .seconds(9), now: now) == .none)
        #expect(state.swept(uptime: start + .seconds(10), now: now) == .ping(id: 1, position: 42))
        state.heard(at: start + .seconds(10))
        #expect(state.swept(uptime: start + .seconds(29), now: now) == .none)
        #expect(state.swept(uptime: start + .seconds(30), now: now) == .ping(id: 2, position: 42))
    }

    @Test func aSilentPeerIsClosedAfterTwoIntervals() {
        var state = attached()
        _ = state.swept(uptime: start + .seconds(39), now: now)
        #expect(state.swept(uptime: start + .seconds(40), now: now) == .close(.silent))
    }

    @Test func whateverIsHeardCounts() {
        var state = attached()
        state.heard(at: start + .seconds(39))
        #expect(state.swept(uptime: start + .seconds(50), now: now) != .close(.silent))
        #expect(state.swept(uptime: start + .seconds(79), now: now) == .close(.silent))
    }

    @Test func itSaysWhenItWantsToBeLookedAt() {
        var state = fresh
        #expect(state.nextSweep(uptime: start, now: now) == start + .seconds(5))
        state = attached(for: 25)
        #expect(state.nextSweep(uptime: start, now: now) == start + .seconds(10))
        _ = state.swept(uptime: start + .seconds(10), now: now + .seconds(10))
        // The sign-in ends before the second ping.
        let end = state.nextSweep(uptime: start + .seconds(10), now: now + .seconds(10))
        #expect(end == start + .seconds(25))
        _ = state.close(isForgotten: false, uptime: start)
        #expect(state.nextSweep(uptime: start, now: now) == start + .seconds(3))
        _ = state.peerClosed()
        #expect(state.nextSweep(uptime: start, now: now) == nil)
    }

    // Closing.

    @Test func onlyOneGoodbyeIsSaid() {
        var state = attached()
        #expect(state.close(isForgotten: false, uptime: start) == .sayGoodbye(detaching: true))
        #expect(state.close(isForgotten: false, uptime: start) == .ignore)
        #expect(state.received(Messages.chat(1)) == .ignore)
        #expect(state.ended() == false)
    }

    @Test func aConsultationThatClosesIsNotTold() {
        var state = attached()
        #expect(state.close(isForgotten: true, uptime: start) == .sayGoodbye(detaching: false))
    }

    @Test func aStrangerLeavesNoSeatBehind() {
        var state = fresh
        #expect(state.close(isForgotten: false, uptime: start) == .sayGoodbye(detaching: false))
        var other = fresh
        #expect(other.peerClosed() == .answer(detaching: false))
    }

    @Test func thePeersCloseIsAnsweredOnce() {
        var state = attached()
        #expect(state.peerClosed() == .answer(detaching: true))
        #expect(state.peerClosed() == .ignore)
        #expect(state.ended() == false)
    }

    @Test func thePeersAnswerEndsTheConnection() {
        var state = attached()
        _ = state.close(isForgotten: false, uptime: start)
        #expect(state.peerClosed() == .end)
    }

    @Test func aPeerThatDoesNotAnswerIsCutOff() {
        var state = attached()
        _ = state.close(isForgotten: false, uptime: start)
        #expect(state.swept(uptime: start + .milliseconds(2999), now: now) == .none)
        #expect(state.swept(uptime: start + .seconds(3), now: now) == .cut)
    }

    @Test func aLostConnectionIsReportedOnce() {
        var state = attached()
        #expect(state.ended() == true)
        #expect(state.ended() == false)
        #expect(state.swept(uptime: start + .seconds(99), now: now) == .none)
    }
}
