import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// What the interface is: for programs as an OpenAPI document, for people as a page.
struct OpenAPIRoutes: EndpointGroup {
    /// The one path of the API that has no slash at its end, because generators expect it so.
    static let documentPath = "/telemedicine/api/openapi.json"

    private static let document = Endpoint(
        .get,
        documentPath,
        "This interface as an OpenAPI 3.1 document",
        access: .everyone,
        answers: [.ok: .anything]
    )

    private static let page = Endpoint(
        .get,
        "/telemedicine/api/docs/",
        "This interface as a page to read",
        access: .everyone,
        answers: [.ok: .html]
    )

    static let endpoints = [document, page]

    init(_ dependencies: RESTDependencies) {}

    func add(to routes: Routes) {
        routes.onOpen(Self.document) { _, _ in
            let json = try OpenAPIDocument(endpoints: RESTRoutes.endpoints).json.text(isPretty: true)
            return Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
            )
        }
        routes.onOpen(Self.page) { _, _ in
            let html = try DocumentationPage(endpoints: RESTRoutes.endpoints).html
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.contentSecurityPolicy,
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: html))
            )
        }
    }

    /// Nothing but the page's own style sheet, which is known by its hash.
    private static let contentSecurityPolicy: String = {
        let hash = SHA256.hash(data: Data(DocumentationPage.style.utf8))
        let text = Data(hash).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(text)'; frame-ancestors 'none'"
    }()
}
