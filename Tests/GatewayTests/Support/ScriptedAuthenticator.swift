import Core
import Gateway
import Synchronization

/// Knows the tickets and tokens of ``Messages``.
///
/// A token that starts with "held" is judged when the test says so.
final class ScriptedAuthenticator: Authenticator {
    private let authorizedUntil: Timestamp
    private let held: AsyncStream<Grant?>
    private let verdicts: AsyncStream<Grant?>.Continuation
    private let asked: AsyncStream<String>.Continuation
    /// The tokens that are being judged, as they come; for one reader.
    let askedTokens: AsyncStream<String>

    init(authorizedUntil: Timestamp) {
        self.authorizedUntil = authorizedUntil
        (held, verdicts) = AsyncStream.makeStream()
        (askedTokens, asked) = AsyncStream.makeStream()
    }

    var grant: Grant { Grant(person: Messages.person, authorizedUntil: authorizedUntil) }

    func redeem(ticket: String, for consultation: ConsultationID) -> Grant? {
        ticket == Messages.ticket && consultation == Messages.consultation ? grant : nil
    }

    func verify(accessToken: String, for consultation: ConsultationID) async -> Grant? {
        asked.yield(accessToken)
        guard accessToken.hasPrefix("held") else {
            return accessToken == Messages.accessToken && consultation == Messages.consultation ? grant : nil
        }
        for await verdict in held { return verdict }
        return nil
    }

    /// Decides about the token that has been held longest.
    func decide(_ grant: Grant?) { verdicts.yield(grant) }
}
