/// The frame of a page that needs nothing from elsewhere.
enum HTML {
    static func escaped(_ text: String) -> String {
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

    static func table(_ head: [String], _ rows: [[String]]) -> String {
        let headCells = head.map { "<th>\(escaped($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        .joined(separator: "\n")
        let caption = head.isEmpty ? "" : "<thead><tr>\(headCells)</tr></thead>"
        return "<div class=\"scroll\"><table>\(caption)<tbody>\n\(body)\n</tbody></table></div>"
    }

    static func page(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <style>\(style)</style></head>
        <body><main>
        \(body)
        </main></body></html>

        """
    }

    private static let style = """
        :root { color-scheme: light dark; --back: #fff; --text: #1c2126; --soft: #5d6872; --line: #dde2e7; --card: #f5f7f9;
        --c0: #1f6fd6; --c1: #d9480f; --c2: #2b8a3e; --c3: #9c36b5; --c4: #b08900; --c5: #0b7285; --good: #2b8a3e; --bad: #c92a2a }
        @media (prefers-color-scheme: dark) { :root { --back: #14181c; --text: #e6eaee; --soft: #9aa6b1; --line: #2e363d;
        --card: #1c2227; --c0: #6ea8fe; --c1: #ff922b; --c2: #69db7c; --c3: #da77f2; --c4: #ffd43b; --c5: #3bc9db;
        --good: #69db7c; --bad: #ff8787 } }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 }
        main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 48px }
        h1 { font-size: 26px; margin: 0 0 4px } h2 { font-size: 19px; margin: 36px 0 12px }
        p.soft, .unit { color: var(--soft) } .unit { font-weight: 400 }
        .verdict { border-left: 5px solid var(--good); background: var(--card); padding: 10px 14px; margin: 18px 0 }
        .verdict.bad { border-color: var(--bad) } .verdict ul { margin: 6px 0; padding-left: 20px }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)); gap: 18px }
        figure { margin: 0; background: var(--card); border-radius: 8px; padding: 12px 14px } figcaption { font-weight: 600 }
        svg { width: 100%; height: auto; display: block } .legend { min-height: 20px; font-size: 13px }
        .key { margin-right: 14px } .key::before { content: ""; display: inline-block; width: 14px; height: 3px;
        margin-right: 5px; vertical-align: middle; background: var(--c0) }
        .k1::before { background: var(--c1) } .k2::before { background: var(--c2) } .k3::before { background: var(--c3) }
        .k4::before { background: var(--c4) } .k5::before { background: var(--c5) }
        .grid { stroke: var(--line) } .tick { fill: var(--soft); font-size: 12px }
        .line { fill: none; stroke: var(--c0); stroke-width: 2; stroke-linejoin: round } .dot { fill: var(--c0) }
        .line.c1 { stroke: var(--c1) } .line.c2 { stroke: var(--c2) } .line.c3 { stroke: var(--c3) }
        .line.c4 { stroke: var(--c4) } .line.c5 { stroke: var(--c5) } .dot.c1 { fill: var(--c1) } .dot.c2 { fill: var(--c2) }
        .dot.c3 { fill: var(--c3) } .dot.c4 { fill: var(--c4) } .dot.c5 { fill: var(--c5) }
        .scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { text-align: right; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); white-space: nowrap }
        th:first-child, td:first-child { text-align: left } th { color: var(--soft); font-weight: 600 }
        """
}
