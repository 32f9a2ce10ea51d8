import Auth
import Core
import HTTPTypes
import Hummingbird

/// Consultations in the words of FHIR, for systems that keep patients' records.
struct FHIRRoutes: EndpointGroup {
    private static let bundle = Endpoint(
        .get,
        "\(ConsultationRoutes.basePath){id}/fhir/",
        "The consultation as a FHIR R4 bundle, as one may know it; without a seat, for staff and administrators, only how it went",
        access: .roles([.patient, .doctor, .staff, .admin]),
        answers: [.ok: .fhirBundle],
        errors: [.conflict: ["too_many"], .serviceUnavailable: ["busy"]]
    )

    static let endpoints = [bundle]

    private let dependencies: RESTDependencies
    private let turnstile: Turnstile

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        turnstile = Turnstile(most: dependencies.fhirBundlesMax)
    }

    func add(to routes: Routes) {
        routes.on(Self.bundle) { [self] _, context in
            let bundle = try await turnstile.pass(context.grant.person, to: context.consultationID) {
                try await bytes(context)
            }
            return Response(
                status: .ok,
                headers: [.contentType: "application/fhir+json; charset=utf-8"],
                body: ResponseBody(byteBuffer: bundle)
            )
        }
    }

    private func bytes(_ context: SignedInContext) async throws -> ByteBuffer {
        let record = try await VisitRecord(of: context.consultationID, for: context.grant, from: dependencies)
        return ByteBuffer(string: try FHIRBundle(record, at: dependencies.clocks.now()).json.text())
    }
}
