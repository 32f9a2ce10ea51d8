import Hummingbird

/// One page of a list; `next` and `previous` are paths with a query.
struct ListPage<Item: Encodable & Sendable>: ResponseEncodable {
    let count: Int
    @ExplicitNull var next: String?
    @ExplicitNull var previous: String?
    let results: [Item]

    /// `count` is the length of the whole list.
    ///
    /// Throws for a page beyond the end.
    init(_ results: [Item], count: Int, _ query: PageQuery) throws(APIError) {
        guard query.page == 1 || query.offset < count else { throw .nothingHere }
        self.count = count
        self.results = results
        next = query.offset + results.count < count ? query.link(to: query.page + 1) : nil
        previous = query.page > 1 ? query.link(to: query.page - 1) : nil
    }

    /// A part of a list that is read on from a place in it; such a list only goes on.
    init(_ results: [Item], count: Int, next: String?) {
        self.count = count
        self.results = results
        self.next = next
        previous = nil
    }
}
