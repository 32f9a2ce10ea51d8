import Core

/// What waits for the journal's writer, in the order in which it came.
struct JournalInbox: Sendable {
    /// One wish to the writer.
    enum Request: Sendable {
        case append(PendingBatch)
        /// A batch that found no room: only the duty to answer is kept, so that it is answered in its turn.
        case refuse(AppendRefusal, on: any Loop, @Sendable (AppendOutcome) -> Void)
        case load(EntityID, LoadExtent, on: any Loop, @Sendable (Result<StoredEntity, JournalReadError>) -> Void)
        case failLoad(JournalReadError, on: any Loop, @Sendable (Result<StoredEntity, JournalReadError>) -> Void)
        case save(StoredEntity.Snapshot, of: EntityID)
        /// Notes how far somebody has followed the journal.
        case follow(String, FollowerStep)
        /// Notes that a mail was tried so often, and when it is tried next.
        case postpone(MailID, attempts: Int, until: Timestamp)
        /// The last one that changes anything.
        case close(CheckedContinuation<Void, Never>)

        /// Where the answer is awaited, if on a loop.
        var loop: (any Loop)? {
            switch self {
            case .append(let pending): pending.loop
            case .refuse(_, let loop, _), .load(_, _, let loop, _), .failLoad(_, let loop, _): loop
            case .save, .follow, .postpone, .close: nil
            }
        }
    }

    /// Waking a thread costs as much as sealing some batches.
    private static let sealedAheadMin = 32

    private let requestsMax: Int
    private var requests: [Request] = []
    private var isClosing = false
    /// Requests from the front that the sealer has looked at.
    private var offeredCount = 0
    private var isSealing = false
    /// The writer has ended: nobody takes what is pushed.
    private(set) var isEnded = false

    init(requestsMax: Int) {
        self.requestsMax = requestsMax
    }

    /// Who has to be woken for a request.
    enum Wake {
        case writer
        /// The writer is busy, and so much waits that it pays to seal it meanwhile.
        case sealer
        case nobody
    }

    /// Puts a request into the queue, in a lighter form if there is no room.
    mutating func push(_ request: Request) -> Wake {
        guard let request = admitted(request) else { return .nobody }
        requests.append(request)
        // Whoever woke the writer for what waits may have done it by way of a loop that never runs again.
        guard requests.count > 1, !isClosing else { return .writer }
        guard !isSealing, requests.count - offeredCount >= Self.sealedAheadMin else { return .nobody }
        isSealing = true
        return .sealer
    }

    /// Batches that wait and that nobody has sealed yet, oldest first; none means that the sealer may sleep.
    mutating func takeUnsealed() -> [PendingBatch] {
        let end = min(requests.count, offeredCount + AheadSealer.batchesMax)
        let offered = requests[offeredCount..<end]
        offeredCount = end
        isSealing = !offered.isEmpty
        return offered.compactMap { if case .append(let pending) = $0 { pending } else { nil } }
    }

    var count: Int { requests.count }

    /// Everything that waits: the next group.
    mutating func takeAll() -> [Request] {
        defer {
            requests = []
            offeredCount = 0
        }
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
        case .append(let pending):
            return hasRoom ? request : .refuse(.unavailable, on: pending.loop, pending.done)
        case .load(_, _, let loop, let done):
            return hasRoom ? request : .failLoad(isClosing ? .closed : .busy, on: loop, done)
        case .save, .follow, .postpone:
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
