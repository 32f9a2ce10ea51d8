extension WebhookEvent: StoredEvent {
    private enum Kind: UInt16 {
        case added = 1
        case changed = 2
        case secretRotated = 3
        case paused = 4
        case resumed = 5
        case removed = 6
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        open.write(webhook.uuid)
        var personal: [UInt8]?
        let kind: Kind
        switch self {
        case .added(_, let plan, let secret, let start):
            kind = .added
            open.write(start)
            plan.writeTypes(to: &open)
            if let url = plan.url.value, let secret = secret.value { personal = Self.bytes(url.text, secret) }
        case .changed(_, let plan):
            kind = .changed
            plan.writeTypes(to: &open)
            personal = plan.url.value.map { Self.bytes($0.text) }
        case .secretRotated(_, let secret, let until):
            kind = .secretRotated
            open.write(until)
            personal = secret.value.map { Self.bytes($0) }
        case .paused(_, let reason):
            kind = .paused
            open.write(UInt64(reason.rawValue))
        case .resumed: kind = .resumed
        case .removed: kind = .removed
        }
        return StoredContent(kind: kind.rawValue, version: Self.version, open: open.bytes, personal: personal)
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        let id = WebhookID(uuid: try open.uuid())
        switch kind {
        case .added:
            let (start, types) = (try open.unsigned(), try WebhookPlan.types(from: &open))
            let texts = try Self.texts(stored.personal, count: 2)
            let plan = WebhookPlan(url: try Self.url(texts?.first), types: types)
            self = .added(id, plan, secret: Self.erasable(texts?.last), start: start)
        case .changed:
            let types = try WebhookPlan.types(from: &open)
            let texts = try Self.texts(stored.personal, count: 1)
            self = .changed(id, WebhookPlan(url: try Self.url(texts?.first), types: types))
        case .secretRotated:
            let until = try open.timestamp()
            let texts = try Self.texts(stored.personal, count: 1)
            self = .secretRotated(id, secret: Self.erasable(texts?.first), until: until)
        case .paused: self = .paused(id, try open.choice("reason"))
        case .resumed: self = .resumed(id)
        case .removed: self = .removed(id)
        }
        try open.end()
    }

    private static func bytes(_ texts: String...) -> [UInt8] {
        var writer = StorageWriter()
        for text in texts { writer.write(text) }
        return writer.bytes
    }

    /// `nil` where they were erased.
    private static func texts(_ personal: [UInt8]?, count: Int) throws(StorageError) -> [String]? {
        guard let personal else { return nil }
        var reader = StorageReader(personal)
        var texts: [String] = []
        for _ in 0..<count { texts.append(try reader.string()) }
        try reader.end()
        return texts
    }

    private static func url(_ text: String?) throws(StorageError) -> Erasable<WebhookURL> {
        guard let text else { return .erased }
        guard let url = WebhookURL(text) else { throw .invalid(field: "url") }
        return .present(url)
    }

    private static func erasable(_ text: String?) -> Erasable<String> { text.map { .present($0) } ?? .erased }
}

extension WebhookPlan {
    fileprivate func writeTypes(to writer: inout StorageWriter) {
        writer.write(types) { writer, types in
            writer.write(types.map(\.rawValue).sorted()) { $0.write(UInt64($1)) }
        }
    }

    fileprivate static func types(from reader: inout StorageReader) throws(StorageError) -> Set<NoticeType>? {
        let numbers = try reader.optional { (reader) throws(StorageError) in
            try reader.array { (reader) throws(StorageError) in
                let type: NoticeType = try reader.choice("notice type")
                return type
            }
        }
        return numbers.map { Set($0) }
    }
}
