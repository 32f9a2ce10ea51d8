import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// How long the content of a consultation stays, for administrators.
struct ErasureRoutes: EndpointGroup {
    private static let onePath = "\(ConsultationRoutes.basePath){id}/"

    private static let erase = Endpoint(
        .post,
        "\(onePath)erase/",
        "Erases what was said and written in a visit that is over, for ever, and certifies that",
        access: .roles([.admin]),
        answers: [.ok: ErasureCertificate.schema],
        errors: [.conflict: ["wrong_status", "legal_hold"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let held = Endpoint(
        .get,
        "\(onePath)legal-hold/",
        "Whether the content has to be kept, since when, and why",
        access: .roles([.admin]),
        answers: [.ok: LegalHoldAnswer.schema]
    )

    private static let hold = Endpoint(
        .put,
        "\(onePath)legal-hold/",
        "Has the content kept, whoever asks for its erasure",
        access: .roles([.admin]),
        body: HoldBody.schema,
        answers: [.ok: Performed.schema],
        errors: [.conflict: ["over"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let release = Endpoint(
        .delete,
        "\(onePath)legal-hold/",
        "Lets the content be erased again",
        access: .roles([.admin]),
        answers: [.ok: Performed.schema],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let endpoints = [erase, held, hold, release]

    private let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.erase) { [self] _, context in
            try await dependencies.erase(context.consultationID, .person(context.grant.person))
        }
        routes.on(Self.held) { [self] _, context in
            try await LegalHoldAnswer(of: context.consultationID, from: dependencies.journal)
        }
        routes.on(Self.hold) { [self] request, context in
            let id = try context.consultationID
            let body: HoldBody = try await request.json(upTo: context.bodyBytesMax)
            let request = ConsultationRequest.hold(reason: body.reason, by: .person(context.grant.person))
            return Performed(seq: try await consultations.done(id, request))
        }
        routes.on(Self.release) { [self] _, context in
            let request = ConsultationRequest.release(by: .person(context.grant.person))
            return Performed(seq: try await consultations.done(context.consultationID, request))
        }
    }
}

/// Why content has to be kept.
private struct HoldBody: Decodable {
    let reason: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let reason = fields.text("reason", bytes: 1...Limits().textBytesMax)
        guard fields.problems.isEmpty, let reason else { throw fields.problems }
        self.reason = reason
    }

    static let schema = JSONSchema.object([
        .required("reason", .text(bytes: 1...Limits().textBytesMax, example: "Letter of the court of 3 May"))
    ])
}

extension ErasureCertificate: ResponseEncodable {
    static let schema = JSONSchema.named(
        "ErasureCertificate",
        .object([
            .required("laso", .text(example: "erasure certificate 1")), .required("consultation_id", .uuid),
            .required("erased_at", .time), .required("person_id", .nullable(.uuid)),
            .required("reason", .choice(ErasureReason.allCases.map(\.name))), .required("key_backups_until", .time),
            .required("history", .uuid), .required("position", .integer(1...Int.max)),
            .required("total", .text(example: "9f86d081…")), .required("public_key", .text(example: "d75a9801…")),
            .required("signature", .text(example: "e5564300…")),
        ])
    )
}
