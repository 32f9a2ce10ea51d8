/// What the lines on standard error look like.
package enum LogFormat: String, CaseIterable, Sendable {
    /// Text for a person at a terminal, JSON for everybody else.
    case auto
    case json
    case text
}
