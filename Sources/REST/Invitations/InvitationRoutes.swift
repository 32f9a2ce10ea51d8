import Actors
import Auth
import Core
import FoundationEssentials
import Hummingbird

/// Links by which people without an account come to one consultation.
struct InvitationRoutes: EndpointGroup {
    static let endpoints = [invite, links, revocation, redeem]

    private static let linkAnswer = JSONSchema.object([
        .required("id", .uuid),
        .required("secret", .text(example: "AZCKO3wDcACAAAAAAAAABAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA")),
        .required("role", .choice(NewInvitation.roles.map(\.name))), .required("expires_at", .time),
        .required("uses", .integer(NewInvitation.uses)),
    ])

    static let invite = Endpoint(
        .post,
        "\(ConsultationRoutes.basePath){id}/invite/",
        "Makes an invitation link, for one person or many: for hosts of the consultation, staff and administrators",
        access: .signedIn,
        body: NewInvitation.schema,
        isBodyOptional: true,
        answers: [.created: linkAnswer],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["over", "too_many", "already_exists"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let links = Endpoint(
        .get,
        "\(ConsultationRoutes.basePath){id}/invite/",
        "The invitation links that hold, without their secrets: for hosts of the consultation, staff and administrators",
        access: .signedIn,
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
        ],
        answers: [.ok: .page(of: LinkItem.schema)],
        errors: [.forbidden: ["not_permitted"]]
    )

    static let revocation = Endpoint(
        .delete,
        "\(ConsultationRoutes.basePath){id}/invite/{link_id}/",
        "Takes an invitation link back; who came by it keeps the seat until they are removed",
        access: .signedIn,
        answers: [.noContent: nil],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["over"], .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let redeem = Endpoint(
        .post,
        "/telemedicine/api/invitations/redeem/",
        "Takes a seat by an invitation link, and gives a token for this one consultation",
        access: .everyone,
        body: Redemption.schema,
        answers: [
            .ok: .object([
                .required("access_token", .text(example: "eyJ…")), .required("token_type", .choice(["Bearer"])),
                .required("expires_at", .time), .required("consultation_id", .uuid), .required("person_id", .uuid),
                .required("seat", .seat),
            ])
        ],
        errors: [
            .notFound: ["not_found"], .conflict: ["link_spent", "over", "too_many"],
            .tooManyRequests: ["too_many_sign_ins"], .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private struct Link: ResponseEncodable {
        let id: String
        /// Shown this once.
        let secret: String
        let role: String
        let expiresAt: String
        let uses: Int
    }

    private struct Admission: ResponseEncodable, AuditedAnswer {
        let accessToken: String
        let tokenType = "Bearer"
        let expiresAt: String
        let consultationId: String
        let personId: String
        let seat: UInt16

        var auditPerson: PersonID? { PersonID(personId) }
        var auditSubjects: [AuditRecord.Subject] {
            let consultation = ConsultationID(consultationId).map(AuditRecord.Subject.consultation)
            return [consultation, auditPerson.map(AuditRecord.Subject.person)].compactMap(\.self)
        }
    }

    private let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.invite) { [self] request, context in try await invite(request, context) }
        routes.on(Self.links) { [self] request, context in try await links(request, context) }
        routes.on(Self.revocation) { [self] _, context in
            let id = try context.consultationID
            try await consultations.requireHost(id, context.grant)
            guard let link = context.parameters.get("link_id").flatMap({ UUID(canonical: $0) }) else {
                throw APIError.nothingHere
            }
            _ = try await consultations.done(id, .revoke(link, by: .person(context.grant.person)))
            return Response(status: .noContent)
        }
        routes.onOpen(Self.redeem) { [self] request, context in
            guard dependencies.admitSignIn(context.clientAddress) else { throw APIError.tooManySignInsFromThere }
            return try await redeem(request.json(upTo: context.bodyBytesMax))
        }
    }

    private func invite(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<Link> {
        let id = try context.consultationID
        try await consultations.requireHost(id, context.grant)
        let new = try await request.optionalJSON(NewInvitation.self, upTo: context.bodyBytesMax) ?? NewInvitation()
        var generator = SystemRandomNumberGenerator()
        let secret = InvitationSecret(for: id, using: &generator)
        let link = InvitationLink(
            id: context.newUUID(at: dependencies.clocks),
            role: new.role,
            expires: dependencies.clocks.now() + .seconds(new.minutes * 60),
            usesMax: new.uses,
            digest: secret.digest
        )
        _ = try await consultations.done(id, .invite(link, by: .person(context.grant.person)))
        return EditedResponse(
            status: .created,
            response: Link(
                id: link.id.canonicalText,
                secret: secret.text,
                role: link.role.name,
                expiresAt: link.expires.rfc3339,
                uses: link.usesMax
            )
        )
    }

    /// Those that have expired meanwhile are left out: nobody comes in by them.
    private func links(_ request: Request, _ context: SignedInContext) async throws -> ListPage<LinkItem> {
        let id = try context.consultationID
        var reader = QueryReader(request)
        let query = PageQuery(&reader)
        try reader.finish()
        try await consultations.requireHost(id, context.grant)
        let now = dependencies.clocks.now()
        let all = try await consultations.overview(id).links.filter { now < $0.link.expires }
        let page = all.dropFirst(query.offset).prefix(query.pageSize).map(LinkItem.init)
        return try ListPage(page, count: all.count, query)
    }

    /// The same link and key are the same person: a repeat takes no second seat, and renews the token.
    private func redeem(_ body: Redemption) async throws -> Admission {
        let id = body.secret.consultation
        let person = body.secret.person(with: body.key)
        _ = try await consultations.done(id, .redeem(digest: body.secret.digest, by: person, name: body.name))
        guard case .view(let view) = await dependencies.desk.ask(id, .view(person)) else { throw APIError.broken }
        let token = try await dependencies.tokens.issue(for: person, role: .guest, consultation: id)
        return Admission(
            accessToken: token.text,
            expiresAt: token.expires.rfc3339,
            consultationId: id.description,
            personId: person.description,
            seat: view.ownSeat.rawValue
        )
    }
}
