import Core
import FoundationEssentials
import Hummingbird
import NIOCore

extension Request {
    /// Reads a body of at most `bytesMax` as JSON.
    func json<Body: Decodable>(_ type: Body.Type = Body.self, upTo bytesMax: Int) async throws -> Body {
        let data = try await wholeBody(upTo: bytesMax)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch is DecodingError {
            throw APIError.malformed
        }
    }

    /// The same for what depends on how the hub is set up.
    func json<Body: DecodableWithConfiguration>(
        _ type: Body.Type = Body.self,
        upTo bytesMax: Int,
        under configuration: Body.DecodingConfiguration
    ) async throws -> Body {
        let data = try await wholeBody(upTo: bytesMax)
        do {
            return try JSONDecoder().decode(type, from: data, configuration: configuration)
        } catch is DecodingError {
            throw APIError.malformed
        }
    }

    /// The same where the body may be missing.
    func optionalJSON<Body: Decodable>(_ type: Body.Type = Body.self, upTo bytesMax: Int) async throws -> Body? {
        let data = try await collectedBody(upTo: bytesMax)
        guard !data.isEmpty else { return nil }
        try requireJSON()
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch is DecodingError {
            throw APIError.malformed
        }
    }

    private func wholeBody(upTo bytesMax: Int) async throws -> Data {
        try requireJSON()
        return try await collectedBody(upTo: bytesMax)
    }

    /// Who says what a body is has to say JSON; who says nothing is believed to mean it.
    private func requireJSON() throws(APIError) {
        guard let type = headers[.contentType] else { return }
        let name = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard name == "application/json" else { throw .unsupportedMediaType }
    }

    /// The body as it was sent, whatever it is.
    func collectedBody(upTo bytesMax: Int) async throws -> Data {
        do {
            return Data(try await body.collect(upTo: bytesMax).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(bytesMax)
        } catch {
            throw BrokenBody(cause: error)
        }
    }

    /// A query parameter; the first, if it is given several times.
    func query(_ name: Substring) -> String? {
        uri.queryParameters[name].map(String.init)
    }
}

/// The connection broke, or broke the rules of HTTP, in the middle of a body.
struct BrokenBody: Error {
    let cause: any Error
}

extension RequestContext {
    /// The consultation in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    var consultationID: ConsultationID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ ConsultationID($0) }) else { throw APIError(.notFound) }
            return id
        }
    }
}
