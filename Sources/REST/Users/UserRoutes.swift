import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// The people of the installation, for administrators.
struct UserRoutes: EndpointGroup {
    private static let basePath = "/telemedicine/api/users/"

    private static let list = Endpoint(
        .get,
        basePath,
        "The people, found by the beginnings of the words of their names and addresses",
        access: .roles([.admin]),
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
            .init("ordering", .choice(["created_at", "-created_at"]), "The oldest account first, or the newest"),
            .init("search", .text(bytes: 1...256, example: "lovel"), "Beginnings of words, at least two letters each"),
            .init("role", .choice(Role.ofPeople.map(\.name)), "Only those with this role"),
            .init("is_disabled", .boolean, "Only those who are kept out, or only the others"),
        ],
        answers: [.ok: .page(of: UserAnswer.schema)],
        errors: [.notFound: ["not_found"]]
    )

    private static let create = Endpoint(
        .post,
        basePath,
        "Adds a person; without a password they choose one by mail",
        access: .roles([.admin]),
        body: NewUserBody.schema,
        answers: [.created: UserAnswer.schema],
        errors: [.conflict: ["already_exists"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let detail = Endpoint(
        .get,
        "\(basePath){id}/",
        "A person",
        access: .roles([.admin]),
        answers: [.ok: UserAnswer.schema]
    )

    private static let change = Endpoint(
        .patch,
        "\(basePath){id}/",
        "Changes a person's name or role, keeps them out or lets them in again; what they had open ends at once",
        access: .roles([.admin]),
        body: UserChangeBody.schema,
        answers: [.ok: UserAnswer.schema],
        errors: [.conflict: ["own_account"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let erase = Endpoint(
        .post,
        "\(basePath){id}/erase/",
        "Erases a person for ever, with the visits that they were the patient of, and certifies that",
        access: .roles([.admin]),
        answers: [.ok: PersonErasureCertificate.schema],
        errors: [
            .conflict: ["own_account", "last_administrator", "wrong_status", "legal_hold"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let endpoints = [list, create, detail, change, erase]

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    private var directory: Directory { dependencies.signIn.directory }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await list(request) }
        routes.on(Self.create) { [self] request, context in try await create(request, context) }
        routes.on(Self.detail) { [self] _, context in try await user(context.personID) }
        routes.on(Self.change) { [self] request, context in try await change(request, context) }
        routes.on(Self.erase) { [self] _, context in
            try await dependencies.erasePerson(context.personID, .person(context.grant.person))
        }
    }

    private func list(_ request: Request) async throws -> ListPage<UserAnswer> {
        var reader = QueryReader(request)
        let page = PageQuery(&reader, orderings: ["created_at"])
        let search = reader.text("search", bytes: 1...256)
        let role = reader.value("role", else: "Is no role.") { Role(ofPerson: $0) }
        let isDisabled = reader.value("is_disabled", else: "Must be true or false.") { Bool($0) }
        try reader.finish()
        let query = PeopleQuery(
            role: role,
            isDisabled: isDisabled,
            words: search.map(PeopleWords.query) ?? [],
            isDescending: page.isDescending,
            offset: page.offset,
            limit: page.pageSize
        )
        let people = try await directory.people(query)
        return try ListPage(people.items.map(UserAnswer.init), count: people.total, page)
    }

    private func user(_ id: PersonID) async throws -> UserAnswer {
        guard let record = try await directory.record(id) else { throw APIError.nothingHere }
        return UserAnswer(record)
    }

    private func create(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<UserAnswer> {
        let body: NewUserBody = try await request.json(upTo: context.bodyBytesMax)
        let passwords = OwnPassword(dependencies: dependencies)
        var hash: String?
        if let password = body.password { hash = try await passwords.hash(password, at: "password") }
        let person = NewPerson(
            id: PersonID(uuid: context.newUUID(at: dependencies.clocks)),
            body.identity,
            role: body.role,
            passwordHash: hash
        )
        let user = try await directory.add(person, by: .person(context.grant.person))
        if body.password == nil { try await dependencies.signIn.postRoom.take(.welcome(body.identity.email)) }
        return EditedResponse(
            status: .created,
            headers: [.location: "\(Self.basePath)\(user.id)/"],
            response: try await self.user(user.id)
        )
    }

    private func change(_ request: Request, _ context: SignedInContext) async throws -> UserAnswer {
        let (id, admin) = (try context.personID, context.grant.person)
        let body: UserChangeBody = try await request.json(upTo: context.bodyBytesMax)
        // There would be nobody left who could change it back.
        guard id != admin || body.change.role == nil && body.change.isDisabled == nil else { throw APIError.ownAccount }
        // Before somebody is let in again, so that nothing of before comes back to life.
        if body.change.isDisabled == false { try await endSignIns(of: id, by: admin) }
        _ = try await directory.change(id, body.change, by: .person(admin))
        // After somebody is kept out, so that a sign-in that has just begun either sees that or is ended.
        if body.change.isDisabled == true { try await endSignIns(of: id, by: admin) }
        if body.removesSecondFactor {
            try await dependencies.signIn.accounts.removeSecondFactor(of: id, by: .person(admin))
        }
        return try await user(id)
    }

    private func endSignIns(of person: PersonID, by admin: PersonID) async throws {
        try await dependencies.signIn.accounts.endAll(.disabled, of: person, by: .person(admin))
    }
}

extension RequestContext {
    /// The person in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    fileprivate var personID: PersonID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ PersonID($0) }) else { throw .nothingHere }
            return id
        }
    }
}
