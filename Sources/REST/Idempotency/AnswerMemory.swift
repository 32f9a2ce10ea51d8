import Auth
package import Core
import Crypto
import DequeModule
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Remembers how POSTs with an `Idempotency-Key` were answered, and gives the same answer to their repeats.
///
/// Only what was done is remembered: a refused request has changed nothing and is judged anew. Answers that hold the credential of
/// one sign-in are not for another, so each sign-in has its own. The memory ends with the process; what a
/// request creates has an id made of its key (``IdempotencyKey/uuid``), so that a repeat after a restart finds it.
package actor AnswerMemory {
    package struct Configuration: Hashable, Sendable {
        /// How long an answer is remembered.
        package var lifetime: Duration = .seconds(24 * 60 * 60)
        /// Answers remembered for one person; the oldest makes room for a new one.
        package var answersPerPersonMax = 1024
        /// Answers remembered for one guest of a single consultation: guests can be made by the dozen.
        package var answersPerGuestMax = 16
        /// Answers remembered for everybody; beyond it whoever has most gives up the oldest.
        package var answersMax = 50_000

        package init() {}
    }

    private struct StoredAnswer {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let body: ByteBuffer
        /// Whose data it shows is the same for its repeats.
        let subjects: [AuditRecord.Subject]
        /// All that path, body and subjects name, so that forgetting what is about something reads no bodies.
        let names: Set<UUID>

        func response(replayed isReplayed: Bool) -> AuditedResponse {
            let fields = isReplayed ? headers.replayed : headers
            let response = Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
            return AuditedResponse(response, about: subjects)
        }
    }

    private struct Entry {
        let fingerprint: SHA256Digest
        let deadline: Duration
        /// `nil` while the first request is being answered.
        var answer: StoredAnswer?
    }

    private let configuration: Configuration
    private let clocks: any Clocks
    private var entries: [IdempotencyKey: Entry] = [:]
    /// Each person's keys, the oldest first.
    private var order: [PersonID: Deque<IdempotencyKey>] = [:]

    package init(_ configuration: Configuration = Configuration(), clocks: any Clocks) {
        self.configuration = configuration
        self.clocks = clocks
    }

    /// Answers a request from memory, or with the handler.
    @concurrent
    nonisolated func answer(
        _ request: Request,
        _ context: SignedInContext,
        _ handler: @concurrent (Request, SignedInContext) async throws -> AuditedResponse
    ) async throws -> AuditedResponse {
        guard let key = try IdempotencyKey(request.headers, context.grant, path: request.uri.path)
        else { return try await handler(request, context) }
        var (request, context) = (request, context)
        let body = try await request.collectedBody(upTo: context.bodyBytesMax)
        let isGuest = context.grant.consultation != nil
        if let answer = try await begin(key, SHA256.hash(data: body), isGuest: isGuest) {
            return answer.response(replayed: true)
        }
        request.body = RequestBody(buffer: ByteBuffer(bytes: body))
        context.derivedUUID = key.uuid
        do {
            return try await finish(key, handler(request, context))
        } catch {
            await forget(key)
            throw error
        }
    }

    /// Forgets every answer that names a consultation or a person: what was known of it is erased.
    package func forget(about id: some Identifier) {
        let uuid = id.uuid
        for (key, entry) in entries where entry.answer?.names.contains(uuid) == true { forget(key) }
    }

    /// The answer of the first request, or nothing for the first itself.
    private func begin(
        _ key: IdempotencyKey,
        _ fingerprint: SHA256Digest,
        isGuest: Bool
    ) throws(APIError) -> StoredAnswer? {
        dropExpired(of: key.person)
        if let entry = entries[key] {
            guard entry.fingerprint == fingerprint else { throw .idempotencyKeyReused }
            guard let answer = entry.answer else { throw .idempotencyKeyInUse }
            return answer
        }
        makeRoom(for: key.person, isGuest ? configuration.answersPerGuestMax : configuration.answersPerPersonMax)
        let deadline = clocks.uptime() + configuration.lifetime
        entries[key] = Entry(fingerprint: fingerprint, deadline: deadline)
        order[key.person, default: []].append(key)
        return nil
    }

    @concurrent
    private nonisolated func finish(_ key: IdempotencyKey, _ answer: AuditedResponse) async throws -> AuditedResponse {
        let response = answer.response
        guard response.status.kind == .successful else {
            await forget(key)
            return answer
        }
        let body = CollectedBody()
        try await response.body.write(body)
        let stored = StoredAnswer(
            status: response.status,
            headers: response.headers,
            body: body.buffer,
            subjects: answer.subjects,
            names: NamedIDs.find(in: key.path.utf8)
                .union(NamedIDs.find(in: body.buffer.readableBytesView))
                .union(answer.subjects.map(\.uuid))
        )
        await remember(key, stored)
        return stored.response(replayed: false)
    }

    private func remember(_ key: IdempotencyKey, _ answer: StoredAnswer) {
        entries[key]?.answer = answer
    }

    private func forget(_ key: IdempotencyKey) {
        entries[key] = nil
        order[key.person]?.removeAll { $0 == key }
        if order[key.person]?.isEmpty == true { order[key.person] = nil }
    }

    private func dropExpired(of person: PersonID) {
        let now = clocks.uptime()
        while let oldest = order[person]?.first, let entry = entries[oldest], entry.deadline <= now { forget(oldest) }
    }

    private func makeRoom(for person: PersonID, _ countMax: Int) {
        if let keys = order[person], keys.count >= countMax, let oldest = keys.first { forget(oldest) }
        guard entries.count >= configuration.answersMax,
            let most = order.max(by: { $0.value.count < $1.value.count })?.value.first
        else { return }
        forget(most)
    }
}

/// Takes what a handler writes.
private final class CollectedBody: ResponseBodyWriter {
    private(set) var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) async throws {
        buffer.writeImmutableBuffer(part)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension HTTPFields {
    fileprivate var replayed: HTTPFields {
        var fields = self
        if let name = HTTPField.Name("Idempotency-Replayed") { fields[name] = "true" }
        return fields
    }
}
