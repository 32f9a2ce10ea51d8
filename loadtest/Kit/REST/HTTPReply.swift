/// What the hub answered to a request.
struct HTTPReply: Sendable {
    let status: UInt
    let body: [UInt8]
}

/// A request that the hub did not answer as it should.
package struct RequestFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let request: String
    /// 0 if no answer came.
    package let status: UInt
    package let answer: String

    package var description: String {
        status == 0 ? "\(request): no answer (\(answer))" : "\(request): HTTP \(status) \(answer)"
    }

    /// Whether the same may be tried again: no answer, or "busy".
    package var isPassing: Bool { status == 0 || status == 429 || status == 503 }
}
