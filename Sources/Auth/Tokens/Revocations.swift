package import Core
import Synchronization

/// What access tokens say that is true no more: sign-ins that ended, people who are kept out or have another role.
///
/// Asked at every verification, on any thread. It remembers for as long as a token can live, and is filled at the start of
/// the hub from what the journal says of that time; so its size is bounded by how much ends within one token's life.
package final class Revocations: Sendable {
    private enum Standing {
        case keptOut
        case has(Role)
    }

    private struct Lists {
        var sessions: [SessionID: Duration] = [:]
        var people: [PersonID: (standing: Standing, deadline: Duration)] = [:]
        /// When what is out of date is looked for again.
        var nextTidying: Duration = .zero

        mutating func tidy(at uptime: Duration) {
            guard uptime >= nextTidying else { return }
            nextTidying = uptime + .seconds(60)
            sessions = sessions.filter { uptime < $0.value }
            people = people.filter { uptime < $0.value.deadline }
        }
    }

    private let clocks: any Clocks
    private let lifetime: Duration
    /// Read with every request and changed when something ends; held for two look-ups.
    private let lists = Mutex(Lists())

    /// `lifetime` is that of the longest living token.
    package init(clocks: any Clocks, lifetime: Duration = AccessTokens.defaultLifetime) {
        self.clocks = clocks
        self.lifetime = lifetime
    }

    /// Sign-ins have ended.
    package func end(_ sessions: [SessionID]) {
        note { lists, deadline in
            for session in sessions { lists.sessions[session] = deadline }
        }
    }

    /// A person's role or standing is this now.
    package func note(_ user: User) {
        note { lists, deadline in
            lists.people[user.id] = (user.isDisabled ? .keptOut : .has(user.role), deadline)
        }
    }

    /// Whether a token that says this may be believed.
    package func allow(_ person: PersonID, _ role: Role?, _ session: SessionID?) -> Bool {
        lists.withLock { lists in
            if let session, lists.sessions[session] != nil { return false }
            switch lists.people[person]?.standing {
            case nil: return true
            case .keptOut: return false
            case .has(let actual): return role == nil || role == actual
            }
        }
    }

    private func note(_ change: (inout Lists, Duration) -> Void) {
        let uptime = clocks.uptime()
        lists.withLock { lists in
            lists.tidy(at: uptime)
            change(&lists, uptime + lifetime)
        }
    }
}
