package import Core
package import FoundationEssentials
package import Wire

/// A device that wants to take its person's seat.
package struct AttachRequest: Hashable, Sendable {
    package let connection: ConnectionID
    package let person: PersonID
    package let device: DeviceID
    package let format: MessageFormat
    package let resume: ResumePoint?
    /// The instance that the client says it was granted before.
    package let instance: ClientInstance?
    /// The role that the person signed in with, as far as it is known.
    package let role: Role?

    package init(
        connection: ConnectionID,
        person: PersonID,
        device: DeviceID,
        format: MessageFormat,
        resume: ResumePoint?,
        instance: ClientInstance?,
        role: Role? = nil
    ) {
        self.connection = connection
        self.person = person
        self.device = device
        self.format = format
        self.resume = resume
        self.instance = instance
        self.role = role
    }
}

/// What sockets tell a consultation.
///
/// One sender's messages are handled in the order in which they were sent.
package enum ConsultationMessage: Sendable {
    /// The answer is a frame with `Welcome`, or a close.
    case attach(AttachRequest, any Outlet)
    /// The socket is gone.
    case detach(ConnectionID)
    /// What one read of the socket brought. Each command gets one reply frame.
    case commands(from: ConnectionID, [InboundCommand])
}

/// What REST, the command line and timers ask a consultation.
package enum ConsultationRequest: Hashable, Sendable {
    /// The first request of every consultation. Whether the asker may create one is for the asker's side to judge.
    case create(ConsultationEvent.Booking, [Invitation], by: Origin)
    /// Changes the booking, until the visit has begun. Whether the asker may is for the asker's side to judge.
    case change(ConsultationChange, by: Origin)
    /// Cancels for somebody without a seat, or for the hub: once cancelled there is nothing to be done. Whether the asker
    /// may is for the asker's side to judge.
    case callOff(by: Origin)
    /// Makes an invitation link. Whether the asker may is for the asker's side to judge.
    case invite(InvitationLink, by: Origin)
    /// Has the content kept, whoever asks for its erasure. Whether the asker may is for the asker's side to judge.
    case hold(reason: String, by: Origin)
    /// Ends that.
    case release(by: Origin)
    /// Notes that the content is erased; whoever asked destroys the key after that. Whether the asker may is for the
    /// asker's side to judge.
    case erase(ErasureReason, by: Origin)
    /// Takes an invitation link back. Whether the asker may is for the asker's side to judge.
    case revoke(UUID, by: Origin)
    /// A doctor takes the visit, where several could. Refused without a seat.
    case claim(by: PersonID)
    /// Gives the person a seat by the link whose secret has this SHA-256.
    case redeem(digest: [UInt8], by: PersonID, name: String)
    /// Says who looks after the issue with this `seq`; nobody for `nil`. Whether the asker may is for the asker's side to
    /// judge.
    case assignIssue(UInt64, to: PersonID?, by: PersonID)
    /// Whether the asker may is for the asker's side to judge.
    case resolveIssue(UInt64, note: String, by: PersonID)
    /// Refused without a seat for the person.
    case perform(ConsultationCommand, by: PersonID, id: CommandID?)
    /// What the person may know. Refused without a seat.
    case view(PersonID)
    /// What those may know who arrange visits without a seat in them. Whether the asker may is for the asker's side to judge.
    case overview
    /// The wall clock reached the time at which the consultation wanted to be woken.
    case wake
}

/// Somebody who gets a seat when a consultation is created.
package struct Invitation: Hashable, Sendable {
    package let person: PersonID
    package let role: Role
    package let name: String

    package init(person: PersonID, role: Role, name: String) {
        self.person = person
        self.role = role
        self.name = name
    }
}

/// The answer to a ``ConsultationRequest``; it comes when all that it rests on is durable.
package enum ConsultationReply: Sendable {
    /// `seq` of the last event that the request caused; 0 when nothing had to change.
    case done(seq: UInt64)
    case view(ConsultationView)
    case overview(ConsultationOverview)
    case refused(Refusal)
}
