import Core
import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into a JSON answer: ours, Hummingbird's, and those that nobody expected.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = APIContext

    private struct Body: Encodable {
        let detail: String
        let code: String
        /// Left out unless fields are wrong.
        let errors: [String: [String]]?
        /// Left out unless a slot was asked for that can't be had.
        let nextSlots: [SlotItem]?
    }

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as BrokenBody {
            // The connection answers what it could not parse itself; a second answer would break it.
            throw error.cause
        } catch {
            return try answer(to: apiError(for: error, context), request, context)
        }
    }

    private func apiError(for error: any Error, _ context: APIContext) -> APIError {
        if let expected = APIError(expected: error, upTo: context.bodyBytesMax) { return expected }
        // Only the type: an error's text may quote what somebody wrote.
        context.logger.error("request failed", metadata: ["error.type": "\(type(of: error))"])
        return .broken
    }

    private func answer(to error: APIError, _ request: Request, _ context: APIContext) throws -> Response {
        let body = Body(
            detail: error.detail,
            code: error.code,
            errors: error.fields.isEmpty ? nil : error.fields,
            nextSlots: error.nextSlots.map { $0.map(SlotItem.init) }
        )
        var response = try context.responseEncoder.encode(body, from: request, context: context)
        response.status = error.status
        for field in error.headers { response.headers[field.name] = field.value }
        return response
    }
}

extension APIError {
    /// The answer to an error that a handler may throw; nothing for one that nobody expected.
    init?(expected error: any Error, upTo bytesMax: Int = RESTDependencies.bodyBytesMaxDefault) {
        switch error {
        case let error as APIError: self = error
        case let problems as FieldProblems: self.init(problems)
        case let refusal as Refusal: self.init(refusal)
        case let refusal as PersonErasureRefusal: self.init(erasing: refusal)
        case is JournalReadError: self = .unreadable
        case let error as any HTTPResponseError: self.init(error.status, upTo: bytesMax)
        case is CancellationError: self = .broken
        default: return nil
        }
    }

    private init(_ status: HTTPResponse.Status, upTo bytesMax: Int) {
        switch status {
        case .notFound: self = .nothingHere
        case .contentTooLarge: self = .tooLarge(bytesMax)
        case .badRequest: self = .malformed
        default: self.init(status: status, code: "http_\(status.code)", detail: "\(status.reasonPhrase).")
        }
    }
}
