import HTTPTypes
package import Hummingbird
import NIOCore

/// Writes answers as JSON: names in snake_case and in order, so that equal answers are equal texts.
///
/// The same text as Foundation's encoder with `convertToSnakeCase`, `sortedKeys` and `withoutEscapingSlashes`, at a fraction of
/// its cost: it builds no tree, and makes each name where it stands. A type that needs a nested container of another is
/// none of ours.
package struct AnswerEncoder: ResponseEncoder, Sendable {
    package func encode(
        _ value: some Encodable,
        from request: Request,
        context: some RequestContext
    ) throws -> Response {
        let bytes = try Self.bytes(of: value)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8", .contentLength: "\(bytes.count)"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let text = AnswerText()
        try text.append(value: value)
        return text.bytes
    }
}
