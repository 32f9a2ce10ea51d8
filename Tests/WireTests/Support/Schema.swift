/// What `hub.proto` declares: names and numbers, enough to explain bytes and to count cases.
struct Schema {
    /// One field of a message.
    struct Field {
        let name: String
        let number: UInt64
        /// A scalar's name, or a message's or enum's.
        let type: String

        /// The name in proto3 JSON: `up_to_seq` is `upToSeq` there.
        var jsonName: String {
            let words = name.split(separator: "_")
            return words.dropFirst().reduce(String(words.first ?? "")) {
                $0 + $1.prefix(1).uppercased() + $1.dropFirst()
            }
        }
    }

    private var messages: [String: [Field]] = [:]
    private(set) var enums: [String: [UInt64: String]] = [:]

    init() throws {
        self.init(text: try Repository.text("Sources/Wire/Schema/hub.proto"))
    }

    /// The schema is written plainly: one declaration a line, and only `oneof` nests.
    init(text: String) {
        var current: (isEnum: Bool, name: String)?
        for line in text.split(separator: "\n") {
            let code = line.prefix { $0 != "/" }
            let words = code.split { " =;{}".contains($0) }.map(String.init)
            if words.count == 2, words[0] == "message" || words[0] == "enum" {
                current = (words[0] == "enum", words[1])
                if words[0] == "message" { messages[words[1]] = [] }
            } else if let current, let last = words.last, let number = UInt64(last), words.count >= 2 {
                let name = words[words.count - 2]
                if current.isEnum {
                    enums[current.name, default: [:]][number] = name
                } else {
                    messages[current.name]?.append(Field(name: name, number: number, type: words[words.count - 3]))
                }
            }
        }
    }

    func fields(of message: String) -> [Field] { messages[message] ?? [] }

    func field(_ number: UInt64, of message: String) -> Field? {
        fields(of: message).first { $0.number == number }
    }

    func isMessage(_ type: String) -> Bool { messages[type] != nil }
}
