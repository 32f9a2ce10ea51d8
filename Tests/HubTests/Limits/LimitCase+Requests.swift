import Core
import Foundation
import NIOCore
import Testing

@testable import Hub

extension LimitCase {
    private static let login = "/telemedicine/api/auth/login/"

    static let requests = [
        LimitCase("header-bytes", ["HEADER_BYTES": "4096"]) { stage in
            let longest = try await stage.client().get("/health/live", fields: [filler(stage, to: 4096)])
            #expect(longest.status == 200)
            return {
                let client = try await stage.client()
                let answer = try await client.get("/health/live", fields: [filler(stage, to: 4097)])
                #expect(answer.status == 431)
                _ = await client.end()
            }
        },
        LimitCase("header-count", ["HEADER_COUNT": "16"]) { stage in
            // Host and X-Forwarded-For are two.
            let most = try await stage.client().get("/health/live", fields: fields(14))
            #expect(most.status == 200)
            return {
                let client = try await stage.client()
                #expect(try await client.get("/health/live", fields: fields(15)).status == 431)
                _ = await client.end()
            }
        },
        LimitCase("body-bytes", ["BODY_BYTES": "1024"]) { stage in
            let body = #"{"email": "nobody@example.org", "password": "long enough"}"#
            let client = try await stage.client()
            let filled = body.padding(toLength: 1024, withPad: " ", startingAt: 0)
            #expect(try await client.request("POST", login, body: filled).has(code: "bad_credential"))
            return {
                let answer = try await client.request("POST", login, body: filled + " ")
                #expect(answer.status == 413)
                #expect(answer.has(code: "too_large"))
            }
        },
        // The server's own timer, in real time.
        LimitCase("idle-time", ["IDLE_SECONDS": "1"]) { stage in
            let client = try await stage.client()
            let request = client.text("GET", "/health/live")
            try await client.send(ByteBuffer(string: request + request))
            for _ in 1...2 { #expect(try await client.answer().status == 200) }
            return { #expect(await client.end() == 0) }
        },
    ]

    /// A field that fills up what the path and the other fields leave; names and values count.
    private static func filler(_ stage: LimitStage, to count: Int) -> String {
        let name = "Filler"
        let others = "/health/live" + "Host" + "localhost" + "X-Forwarded-For" + LimitStage.address
        return "\(name): " + String(repeating: "x", count: count - others.utf8.count - name.utf8.count)
    }

    private static func fields(_ count: Int) -> [String] { (1...count).map { "Field-\($0): x" } }
}
