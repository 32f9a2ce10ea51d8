import Actors
import Auth
import Core
import Hummingbird

extension ConsultationRoutes {
    /// A part of the transcript.
    func messages(
        _ request: Request,
        of id: ConsultationID,
        for grant: AccessGrant
    ) async throws -> JournalPage<MessageAnswer> {
        let query = try MessagesQuery(request)
        let seat = try await view(id, for: grant).ownSeat
        return try await JournalPage(query, of: id, from: dependencies.journal) { entry in
            try MessageAnswer(entry, for: seat)
        }
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

    /// As the document has them.
    static let parameters: [Endpoint.Parameter] = [
        .init("after", .integer(0...Int.max), "The `seq` after which to begin"),
        .init("limit", .integer(1...limitMax), "How many, 50 if left out"),
    ]

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
