import Core
import HTTPTypes

/// The endpoints as a page to read: no script, and nothing from another host.
struct DocumentationPage {
    let endpoints: [Endpoint]

    static let style = """
        :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
        h1 { font-size: 1.6rem; } h2 { border-bottom: 1px solid var(--line); font-size: 1.2rem; margin-top: 2.5rem; }
        details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
        summary { cursor: pointer; } summary code { font-weight: 600; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: .3rem; \
        text-align: left; vertical-align: top; }
        pre { border: 1px solid var(--line); border-radius: .4rem; overflow-x: auto; padding: .6rem; }
        nav a { margin-right: 1rem; }
        """

    /// Throws only if an example can't be encoded.
    var html: String {
        get throws {
            let subjects = subjects
            let links = subjects.map { "<a href=\"#\(Self.escaped($0.name))\">\(Self.escaped($0.name))</a>" }
            let sections = try subjects.map { subject in
                let operations = try subject.endpoints.map(Self.operation).joined(separator: "\n")
                return "<h2 id=\"\(Self.escaped(subject.name))\">\(Self.escaped(subject.name))</h2>\n\(operations)"
            }
            return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>LASO Hub: the interface</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>\(Self.style)</style></head><body>
                <h1>LASO Hub: the interface</h1>
                <p>For programs: <a href="\(OpenAPIRoutes.documentPath)">openapi.json</a> (OpenAPI 3.1). Bodies are JSON, \
                times RFC 3339 in UTC, errors have a <code>code</code> and a <code>detail</code>.</p>
                <nav>\(links.joined(separator: " "))</nav>
                <main>\(sections.joined(separator: "\n"))</main>
                </body></html>
                """
        }
    }

    private var subjects: [(name: String, endpoints: [Endpoint])] {
        var names: [String] = []
        for name in endpoints.map(\.subject) where !names.contains(name) { names.append(name) }
        return names.map { name in (name, endpoints.filter { $0.subject == name }) }
    }

    private static func operation(_ endpoint: Endpoint) throws -> String {
        var parts = ["<p>\(who(endpoint.access))</p>"]
        if !endpoint.query.isEmpty {
            parts.append(table("parameter", endpoint.query.map { ($0.name, $0.description) }))
        }
        if let body = endpoint.body { parts.append(try example("Body", body)) }
        for (status, schema) in endpoint.answers.sorted(by: { $0.key.code < $1.key.code }) {
            let name = "\(status.code) \(status.reasonPhrase)"
            parts.append(try schema.map { try example(name, $0) } ?? "<p>\(escaped(name)), without a body</p>")
        }
        let errors = endpoint.allErrors.sorted { $0.key.code < $1.key.code }
        parts.append(table("status", errors.map { ("\($0.key.code)", $0.value.joined(separator: ", ")) }))
        return """
            <details><summary><code>\(endpoint.method.rawValue) \(escaped(endpoint.path))</code> \
            \(escaped(endpoint.summary))</summary>
            \(parts.joined(separator: "\n"))
            </details>
            """
    }

    private static func who(_ access: Endpoint.Access) -> String {
        switch access {
        case .everyone: "For everyone."
        case .signedIn: "For everyone who is signed in."
        case .roles(let roles): "For \(roles.map(\.name).sorted().joined(separator: ", "))."
        }
    }

    private static func table(_ heading: String, _ rows: [(name: String, text: String)]) -> String {
        let cells = rows.map { "<tr><td><code>\(escaped($0.name))</code></td><td>\(escaped($0.text))</td></tr>" }
        return "<table><tr><th>\(heading)</th><th></th></tr>\(cells.joined())</table>"
    }

    private static func example(_ name: String, _ schema: JSONSchema) throws -> String {
        guard schema.mediaType == "application/json" else { return "<p>\(escaped(name)): \(schema.mediaType)</p>" }
        return "<p>\(escaped(name))</p><pre>\(escaped(try schema.example.text(isPretty: true)))</pre>"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
