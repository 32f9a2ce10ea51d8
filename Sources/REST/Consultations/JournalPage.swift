import Core
import Hummingbird

/// A part of what a consultation's journal says to one person.
///
/// `nextAfter` is the `after` of the next part, `null` at the end of what there is now.
struct JournalPage<Item: Encodable & Sendable>: ResponseEncodable {
    let results: [Item]
    @ExplicitNull var nextAfter: UInt64?
}

extension JournalPage {
    /// Reads on until there are as many items as asked for; who may see few of very many gets an early end.
    init(
        _ query: MessagesQuery,
        of id: ConsultationID,
        from journal: any Journal,
        _ pick: (JournalEntry) throws -> Item?
    ) async throws {
        var results: [Item] = []
        var position = query.after
        var readCount = 0
        while readCount < MessagesQuery.entriesPerAnswerMax {
            let entries = try await journal.entries(
                of: EntityID(id),
                after: position,
                limit: MessagesQuery.entriesPerRead
            )
            guard !entries.isEmpty else {
                self.init(results: results, nextAfter: nil)
                return
            }
            for entry in entries {
                position = entry.seq
                guard let item = try pick(entry) else { continue }
                results.append(item)
                if results.count == query.limit {
                    self.init(results: results, nextAfter: position)
                    return
                }
            }
            readCount += entries.count
        }
        self.init(results: results, nextAfter: position)
    }

    static func schema(of item: JSONSchema) -> JSONSchema {
        .object([
            .required("results", .list(item)), .required("next_after", .nullable(.integer(0...Int.max))),
        ])
    }
}
