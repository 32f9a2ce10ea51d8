import Actors
import Auth
import Core
import Foundation

/// What a newcomer finds in a hub that was started with `--dev`: invented people and a consultation of theirs.
struct DevelopmentVisit: Sendable {
    private static let cast: [(email: String, role: Role, name: String)] = [
        ("doctor@clinic.example", .doctor, "Dr. Ada Marlow"),
        ("patient@clinic.example", .patient, "Piet Lindgren"),
        ("interpreter@clinic.example", .interpreter, "Ines Okafor"),
        ("staff@clinic.example", .staff, "Sam Whitlock"),
        ("admin@clinic.example", .admin, "Alex Renner"),
    ]

    let file: DevelopmentFile

    /// Judges and adapts a configuration.
    ///
    /// Accounts whose passwords lie in a file are no risk only where nobody else can reach the hub; and as these people
    /// are invented, hashing need not be slow.
    static func prepare(_ configuration: inout HubConfiguration) throws(CommandFailure) {
        guard configuration.isLoopbackOnly else {
            throw CommandFailure(
                .configuration,
                "--dev makes accounts for trying the hub, so LASO_HOST has to be a loopback address, "
                    + "and \(configuration.host) is not."
            )
        }
        configuration.passwords.cost = .quick
    }

    /// Without SECRET_KEY, takes the secret of the last such start, or makes one in the data folder.
    static func provideSecret(_ configuration: inout HubConfiguration) throws {
        guard configuration.masterKey == nil else { return }
        let folder = configuration.folder
        try folder.prepare()
        if folder.developmentSecret() == nil {
            var generator = SystemRandomNumberGenerator()
            let secret = (0..<4).map { _ in GeneratedPassword.make(using: &generator) }.joined(separator: "-")
            try folder.write(Data(secret.utf8), to: folder.developmentSecretPath)
        }
        configuration.masterKey = try configuration.requiredMasterKey()
    }

    /// Makes the people and the consultation that are missing, and writes what they are to the data folder.
    ///
    /// People of an earlier start keep their passwords, and a visit that is not over goes on.
    static func make(on hub: RunningHub, folder: DataDirectory) async throws -> DevelopmentVisit {
        let earlier = folder.developmentFile()
        var people: [DevelopmentFile.Person] = []
        var invitations: [Invitation] = []
        for (email, role, name) in cast {
            let known = earlier?.people.first { $0.email == email }
            let (person, id) = try await provide(known, email: email, role: role, name: name, on: hub.parts)
            people.append(person)
            if role.canBeSeated { invitations.append(Invitation(person: id, role: role, name: name)) }
        }
        let going = try await goingOn(earlier, for: invitations, on: hub.parts)
        let consultation = if let going { going } else { try await book(invitations, on: hub.parts) }
        let file = DevelopmentFile(
            url: "\(hub.parts.configuration.scheme)://localhost:\(hub.port)",
            consultation: consultation.description,
            people: people
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try folder.write(try encoder.encode(file), to: folder.demoPath)
        return DevelopmentVisit(file: file)
    }

    /// A person of the cast, as an earlier start made them or new.
    private static func provide(
        _ known: DevelopmentFile.Person?,
        email: String,
        role: Role,
        name: String,
        on parts: HubParts
    ) async throws -> (DevelopmentFile.Person, PersonID) {
        if let known, let address = EmailAddress(email), let user = try await parts.people.directory.user(address) {
            return (known, user.id)
        }
        var generator = SystemRandomNumberGenerator()
        let password = GeneratedPassword.make(using: &generator)
        let user = AdministrationRequest.NewUser(email: email, role: role.name, name: name, password: password)
        let answer = await parts.people.add(user)
        guard let id = answer.id.flatMap(PersonID.init) else {
            throw CommandFailure(
                .unavailable,
                "The demo people can't be made: \(answer.detail ?? "no reason given") "
                    + "If demo.json was lost, remove the data folder and start again."
            )
        }
        return (.init(email: email, password: password, role: role.name, name: name), id)
    }

    /// The visit of an earlier start, unless it is over.
    private static func goingOn(
        _ earlier: DevelopmentFile?,
        for invitations: [Invitation],
        on parts: HubParts
    ) async throws -> ConsultationID? {
        guard let id = earlier.flatMap({ ConsultationID($0.consultation) }), let guest = invitations.first,
            case .view(let view) = await parts.registry.ask(id, .view(guest.person)), !view.status.isFinal
        else { return nil }
        return id
    }

    /// A visit that begins in ten minutes.
    private static func book(_ invitations: [Invitation], on parts: HubParts) async throws -> ConsultationID {
        var generator = SystemRandomNumberGenerator()
        let now = parts.clocks.now()
        let id = ConsultationID(uuid: .timeOrdered(at: now, using: &generator))
        let booking = ConsultationEvent.Booking(
            title: .present("Follow-up visit"),
            start: now + .seconds(10 * 60),
            minutes: 30,
            provider: .direct
        )
        switch await parts.registry.ask(id, .create(booking, invitations, by: .hub)) {
        case .done, .view, .overview: return id
        case .refused(let refusal): throw CommandFailure(.unavailable, "The demo visit can't be made: \(refusal)")
        }
    }
}

extension DevelopmentVisit {
    /// What to try, for the terminal.
    func invitation(folder: DataDirectory) -> String {
        let people = file.people.map { "    \($0.role.padding(toLength: 12, withPad: " ", startingAt: 0)) \($0.email)" }
        let doctor = file.people.first?.email ?? ""
        return """

            The hub is ready: \(file.url)

              People, with passwords in \(folder.demoPath):
            \(people.joined(separator: "\n"))

              See a visit, in another terminal:
                ./run.sh hub demo

              Sign in by hand:
                curl \(file.url)/telemedicine/api/auth/login/ -H 'Content-Type: application/json' \\
                  -d '{"email": "\(doctor)", "password": "…"}'

            """
    }
}
