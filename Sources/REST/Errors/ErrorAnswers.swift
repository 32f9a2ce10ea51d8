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
        switch error {
        case let error as APIError: return error
        case let problems as FieldProblems: return APIError(problems)
        case let refusal as Refusal: return APIError(refusal)
        case is JournalReadError: return .unreadable
        case let error as any HTTPResponseError: return apiError(for: error.status, context.bodyBytesMax)
        case is CancellationError: return .broken
        default:
            // Only the type: an error's text may quote what somebody wrote.
            context.logger.error("request failed", metadata: ["error.type": "\(type(of: error))"])
            return .broken
        }
    }

    private func apiError(for status: HTTPResponse.Status, _ bytesMax: Int) -> APIError {
        switch status {
        case .notFound: .nothingHere
        case .contentTooLarge: .tooLarge(bytesMax)
        case .badRequest: .malformed
        default: APIError(status: status, code: "http_\(status.code)", detail: "\(status.reasonPhrase).")
        }
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
