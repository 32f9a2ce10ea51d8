import Core
import HTTPTypes

extension Endpoint {
    /// What the audit says of requests to an endpoint.
    enum Audit: Hashable, Sendable {
        /// It shows and changes nothing about a person.
        case nothingPersonal
        /// Every request is recorded; the id in the path names one of these.
        case personal(AuditRecord.Subject.Kind)
        /// Every request is recorded, and is about whoever asks.
        case own
        /// Every request is recorded, and no id in the path says about whom or what it is.
        case unnamed
    }

    /// One part of the API.
    private struct Area {
        let path: String
        let audit: Audit
        /// `nil` for all methods.
        var methods: Set<HTTPRequest.Method>?
    }

    /// The first that fits counts.
    private static let areas = [
        Area(path: "/health/", audit: .nothingPersonal),
        Area(path: "/metrics", audit: .nothingPersonal),
        Area(path: "/.well-known/", audit: .nothingPersonal),
        Area(path: "\(root)openapi.json", audit: .nothingPersonal),
        Area(path: "\(root)docs/", audit: .nothingPersonal),
        // The gateway records those who really come.
        Area(path: "/telemedicine/ws/", audit: .nothingPersonal),
        // Answered the same to everybody and for every address; what follows is told in a mail.
        Area(path: "\(root)auth/register/confirm/", audit: .own),
        Area(path: "\(root)auth/register/", audit: .nothingPersonal),
        Area(path: "\(root)auth/password/reset/confirm/", audit: .own),
        Area(path: "\(root)auth/password/reset/", audit: .nothingPersonal),
        Area(path: "\(root)auth/", audit: .own),
        Area(path: "\(root)users/", audit: .personal(.person)),
        // Whom one can book and when is what the clinic publishes.
        Area(path: "\(root)doctors/", audit: .nothingPersonal, methods: [.get]),
        Area(path: "\(root)doctors/", audit: .personal(.person)),
        Area(path: "\(root)bookings/", audit: .personal(.booking)),
        Area(path: "\(root)consultations/", audit: .personal(.consultation)),
        Area(path: "\(root)feed/", audit: .unnamed),
        Area(path: "\(root)invitations/", audit: .unnamed),
        Area(path: "\(root)queues/", audit: .unnamed),
        Area(path: "\(root)audit/", audit: .unnamed),
        Area(path: "\(root)technical-issues/", audit: .personal(.item)),
        Area(path: "\(root)events/", audit: .unnamed),
        Area(path: "\(root)mail/", audit: .personal(.item)),
        Area(path: "\(root)webhooks/", audit: .personal(.item)),
    ]

    private static let root = "/telemedicine/api/"

    /// `nil` where nobody has decided, which a test finds; until then it is recorded.
    var audit: Audit? {
        Self.areas.first { area in
            path.hasPrefix(area.path) && area.methods?.contains(method) ?? true
        }?.audit
    }
}
