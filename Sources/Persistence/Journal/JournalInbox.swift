import Core

/// What waits for the journal's writer, in the order in which it came.
struct JournalInbox: Sendable {
    /// One wish to the writer.
    enum Request: Sendable {
        case append(JournalBatch, on: any Loop, @Sendable (AppendOutcome) -> Void)
        /// A batch that found no room: only the duty to answer is kept, so that it is answered in its turn.
        case refuse(AppendRefusal, on: any Loop, @Sendable (AppendOutcome) -> Void)
        case load(EntityID, LoadExtent, on: any Loop, @Sendable (Result<StoredEntity, JournalReadError>) -> Void)
        case failLoad(JournalReadError, on: any Loop, @Sendable (Result<StoredEntity, JournalReadError>) -> Void)
        case save(StoredEntity.Snapshot, of: EntityID)
        /// The last one that changes anything.
        case close(CheckedContinuation<Void, Never>)
    }

    private let requestsMax: Int
    private var requests: [Request] = []
    private var isClosing = false
    /// The writer has ended: nobody takes what is pushed.
    private(set) var isEnded = false

    init(requestsMax: Int) {
        self.requestsMax = requestsMax
    }

    /// Puts a request into the queue, in a lighter form if there is no room.
    ///
    /// Returns whether the writer must be woken.
    mutating func push(_ request: Request) -> Bool {
        guard let request = admitted(request) else { return false }
        requests.append(request)
        return requests.count == 1
    }

    var count: Int { requests.count }

    /// Everything that waits: the next group.
    mutating func takeAll() -> [Request] {
        defer { requests = [] }
        return requests
    }

    /// The last exchange: what came while the writer closed.
    mutating func end() -> [Request] {
        isEnded = true
        return takeAll()
    }

    private mutating func admitted(_ request: Request) -> Request? {
        let hasRoom = requests.count < requestsMax && !isClosing
        switch request {
        case .append(_, let loop, let done):
            return hasRoom ? request : .refuse(.unavailable, on: loop, done)
        case .load(_, _, let loop, let done):
            return hasRoom ? request : .failLoad(isClosing ? .closed : .busy, on: loop, done)
        case .save:
            return hasRoom ? request : nil
        case .close:
            isClosing = true
            return request
        case .refuse, .failLoad:
            return request
        }
    }
}

extension JournalReadError {
    static let closed = JournalReadError(reason: "The journal is closed.")
    static let busy = JournalReadError(reason: "The journal has too much to do.")
}
