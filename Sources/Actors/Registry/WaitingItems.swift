import Core

/// Something for a consultation to do.
enum ConsultationItem: Sendable {
    case message(ConsultationMessage)
    case request(ConsultationRequest, @Sendable (ConsultationReply) -> Void)
    /// Somebody has to look after the people in it.
    case start

    /// The socket that wants to be attached.
    var attaching: ConnectionID? {
        if case .message(.attach(let request, _)) = self { request.connection } else { nil }
    }

    /// Whether nobody would ask again if it failed.
    var isCare: Bool {
        switch self {
        case .start, .request(.wake, _): true
        case .message, .request: false
        }
    }
}

/// What waits for a consultation that is being loaded, or built again, in order.
struct WaitingItems: Sendable {
    private(set) var items: [ConsultationItem]

    init(_ items: [ConsultationItem] = []) {
        self.items = items
    }

    /// Lets one more wait.
    ///
    /// Returns what has to be refused where that would be more than `max`.
    mutating func add(_ item: ConsultationItem, max: Int) -> [ConsultationItem] {
        guard items.count >= max else {
            items.append(item)
            return []
        }
        switch item {
        case .message(.detach):
            // There are no more of these than attaches, and a forgotten one would leave a ghost.
            items.append(item)
            return []
        case .message(.commands(let connection, _)):
            // Commands without a reply would leave a hole, so the whole socket has to come again.
            defer { items.removeAll { $0.attaching == connection } }
            return items.filter { $0.attaching == connection }
        case .message(.attach), .request, .start:
            return [item]
        }
    }
}
