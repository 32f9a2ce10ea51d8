import Auth
import HTTPTypes
import Hummingbird

/// The public keys with which anybody can verify the hub's access tokens (RFC 7517).
struct KeyRoutes: EndpointGroup {
    private static let keys = Endpoint(
        .get,
        "/.well-known/jwks.json",
        "The public keys of access tokens",
        access: .everyone,
        answers: [
            .ok: .object([
                .required(
                    "keys",
                    .list(
                        .object([
                            .required("kty", .choice(["EC"])), .required("crv", .choice(["P-256"])),
                            .required("alg", .choice(["ES256"])), .required("use", .choice(["sig"])),
                            .required("kid", .text(example: "x7Qv3kPzT0aB")),
                            .required("x", .text(example: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")),
                            .required("y", .text(example: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")),
                        ])
                    )
                )
            ])
        ]
    )

    static let endpoints = [keys]

    private struct KeySet: ResponseEncodable {
        struct Key: Encodable {
            let kty = "EC"
            let crv = "P-256"
            let alg = "ES256"
            let use = "sig"
            let kid: String
            let x: String
            let y: String
        }

        let keys: [Key]
    }

    private let tokens: AccessTokens

    init(_ dependencies: RESTDependencies) {
        tokens = dependencies.tokens
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.keys) { [tokens] _, _ in
            // Kept for a short while only, so that a new key is known soon.
            EditedResponse(
                headers: [.cacheControl: "public, max-age=60"],
                response: KeySet(keys: tokens.publicKeys.map { KeySet.Key(kid: $0.id, x: $0.x, y: $0.y) })
            )
        }
    }
}
