import Core
import Wire

/// The tables of `docs/protocol.md`, as the code has them.
enum ProtocolTables {
    static var errorCodes: String {
        table(
            ["code", "name", "send again", "text"],
            ErrorCode.allCases.map { code in
                let again = code.isRetryable ? "after \(code.retryAfter.wholeMilliseconds) ms" : "no"
                return ["\(code.rawValue)", "`\(code.name)`", again, code.text]
            }
        )
    }

    static var closeCodes: String {
        table(
            ["code", "name", "come back", "text"],
            CloseCode.allCases.map { code in
                let back = code.isReconnect ? "after \(code.retryAfter.wholeMilliseconds) ms" : "no"
                return ["\(code.rawValue)", "`\(code.name)`", back, code.text]
            }
        )
    }

    static var permissions: String {
        table(
            ["role"] + Permission.allCases.map { "\($0)" },
            Role.allCases.filter(\.canBeSeated).map { role in
                [role.name] + Permission.allCases.map { role.allows($0) ? "yes" : "–" }
            }
        )
    }

    static var limits: String {
        let limits = Limits()
        return table(
            ["what", "at most"],
            [
                ["seats of a consultation", "\(limits.seatsMax)"],
                ["devices connected at a time on one seat", "\(limits.devicesPerSeatMax)"],
                ["UTF-8 bytes of a chat message, a note or an issue's description", "\(limits.textBytesMax)"],
                ["UTF-8 bytes of a title, a name or a reason", "\(limits.nameBytesMax)"],
                ["UTF-8 bytes of a signal's payload", "\(limits.signalBytesMax)"],
                ["characters of a device id", "\(DeviceID.lengthMax)"],
                ["signals kept for a device that is reconnecting", "\(limits.heldSignalsMax)"],
                ["time for which a lost device keeps its seat", "\(Periods().grace.wholeMilliseconds / 1000) s"],
            ]
        )
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
