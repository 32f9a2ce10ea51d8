/// What stands in a mail, as text and as a page.
struct MailPage: Sendable {
    /// One piece after the other.
    enum Block: Hashable, Sendable {
        case text(String)
        /// Labels, and what belongs to them.
        case facts([Fact])
        case link(label: String, address: String)
        case code(label: String, String)
        /// What is not important.
        case small(String)
    }

    struct Fact: Hashable, Sendable {
        let label: String
        let value: String
    }

    let language: MailLanguage
    let title: String
    let blocks: [Block]

    var text: String { blocks.map(Self.text).joined(separator: "\n\n") + "\n" }

    private static func text(_ block: Block) -> String {
        switch block {
        case .text(let text), .small(let text): text
        case .facts(let facts): facts.map { "\($0.label): \($0.value)" }.joined(separator: "\n")
        case .link(let label, let address): "\(label)\n\n\(address)"
        case .code(let label, let code): "\(label)\n\n\(code)"
        }
    }

    /// Without pictures, scripts or anything that would be fetched: nobody learns that it was read.
    ///
    /// Mail programs take style sheets and the body's own style away, so every style stands where it is needed.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(Self.escaped(title))</title></head>
        <body>
        <div style="font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5; color: #1c2430; max-width: 38em;">
        \(blocks.map(Self.html).joined(separator: "\n"))
        </div>
        </body>
        </html>

        """
    }

    private static func html(_ block: Block) -> String {
        switch block {
        case .text(let text): return "<p>\(escaped(text))</p>"
        case .small(let text): return "<p style=\"font-size: 13px; color: #5a6472;\">\(escaped(text))</p>"
        case .facts(let facts):
            let rows = facts.map { fact in
                "<tr><th style=\"text-align: left; padding-right: 1em;\">\(escaped(fact.label))</th>"
                    + "<td>\(escaped(fact.value))</td></tr>"
            }
            return "<table>\(rows.joined())</table>"
        case .link(let label, let address):
            return
                "<p>\(escaped(label))<br><a style=\"word-break: break-all;\" href=\"\(escaped(address))\">\(escaped(address))</a></p>"
        case .code(let label, let code):
            return
                "<p>\(escaped(label))</p>\n<pre style=\"white-space: pre-wrap; word-break: break-all;\">\(escaped(code))</pre>"
        }
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
