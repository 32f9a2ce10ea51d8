import Actors
import Auth
import Core
import Hummingbird

extension ConsultationRoutes {
    /// A part of the transcript.
    ///
    /// `nextAfter` is the `after` of the next part, `null` at the end of what there is now.
    struct MessagesPage: ResponseEncodable {
        let results: [MessageAnswer]
        @ExplicitNull var nextAfter: UInt64?
    }

    func messages(_ request: Request, of id: ConsultationID, for grant: AccessGrant) async throws -> MessagesPage {
        let query = try MessagesQuery(request)
        let seat = try await view(id, for: grant).ownSeat
        var results: [MessageAnswer] = []
        var position = query.after
        var readCount = 0
        while readCount < MessagesQuery.entriesPerAnswerMax {
            let entries = try await dependencies.journal.entries(
                of: EntityID(id),
                after: position,
                limit: MessagesQuery.entriesPerRead
            )
            guard !entries.isEmpty else { return MessagesPage(results: results, nextAfter: nil) }
            for entry in entries {
                position = entry.seq
                guard let message = try MessageAnswer(entry, for: seat) else { continue }
                results.append(message)
                if results.count == query.limit { return MessagesPage(results: results, nextAfter: position) }
            }
            readCount += entries.count
        }
        return MessagesPage(results: results, nextAfter: position)
    }
}

/// The query of a transcript.
struct MessagesQuery: Hashable {
    static let limitDefault = 50
    static let limitMax = 200
    /// Journal entries read at a time.
    static let entriesPerRead = 256
    /// Journal entries read for one answer: who may see few of very many gets an early end with a `next_after`.
    static let entriesPerAnswerMax = 4096

    let after: UInt64
    let limit: Int

    /// Throws `FieldProblems`.
    init(_ request: Request) throws {
        var problems = FieldProblems()
        let after = request.query("after").map { UInt64($0) } ?? 0
        if after == nil { problems.add("Must be a seq.", at: "after") }
        let limit = request.query("limit").map { Int($0) } ?? Self.limitDefault
        if !(limit.map { (1...Self.limitMax).contains($0) } ?? false) {
            problems.add("Must be a whole number from 1 to \(Self.limitMax).", at: "limit")
        }
        guard problems.isEmpty, let after, let limit else { throw problems }
        self.after = after
        self.limit = limit
    }
}
