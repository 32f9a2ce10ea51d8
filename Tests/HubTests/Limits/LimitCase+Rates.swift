import Auth
import Core
import Gateway
import NIOCore
import REST
import SwiftProtobuf
import Testing
import Wire

@testable import Hub

extension LimitCase {
    static let rates = [
        LimitCase("command-rate", ["COMMAND_RATE": "100/3"], counted: .commandRate) { stage in
            let socket = try await stage.attached()
            for counter in 1...3 as ClosedRange<UInt64> {
                #expect(try await socket.perform(counter, .chat()).refusal == nil)
            }
            return {
                try await expectTooFast(socket, 4)
                // Another socket of the same person has a rate of its own.
                let other = try await stage.attached(device: "other")
                #expect(try await other.perform(1, .setTyping(.with { $0.typing = true })).refusal == nil)
            }
        },
        LimitCase("command-rate-refill", ["COMMAND_RATE": "100/3"], counted: .commandRate, changesView: true) { stage in
            let socket = try await stage.attached()
            for counter in 1...3 as ClosedRange<UInt64> {
                #expect(try await socket.perform(counter, .chat()).refusal == nil)
            }
            return {
                try await expectTooFast(socket, 4)
                try await stage.untilAdmitted(socket, 4)
            }
        },
        LimitCase("command-rate-person", ["PERSON_COMMAND_RATE": "100/3"], counted: .commandRate) { stage in
            let sockets = [try await stage.attached(device: "one"), try await stage.attached(device: "two")]
            for (socket, counter) in [(sockets[0], 1), (sockets[0], 2), (sockets[1], 1)] as [(LimitClient, UInt64)] {
                #expect(try await socket.perform(counter, .chat()).refusal == nil)
            }
            return {
                try await expectTooFast(sockets[0], 3)
                try await expectTooFast(sockets[1], 2)
            }
        },
        LimitCase("command-rate-address", ["ADDRESS_COMMAND_RATE": "100/3"], counted: .commandRate) { stage in
            let first = try await stage.attached(LimitStage.first)
            let second = try await stage.attached(LimitStage.second)
            for (socket, counter) in [(first, 1), (first, 2), (second, 1)] as [(LimitClient, UInt64)] {
                #expect(try await socket.perform(counter, .chat()).refusal == nil)
            }
            return {
                try await expectTooFast(first, 3)
                try await expectTooFast(second, 2)
                // The same person elsewhere is somebody else to this limit.
                let elsewhere = try await stage.attached(device: "other", from: LimitStage.otherAddress)
                #expect(try await elsewhere.perform(1, .setTyping(.with { $0.typing = true })).refusal == nil)
            }
        },
        LimitCase("frame-rate", ["FRAME_RATE": "100/3"], counted: .frameRate) { stage in
            // The hello was one.
            let socket = try await stage.attached()
            for _ in 1...2 {
                try await socket.ping()
                try await untilPong(socket)
            }
            return {
                try await socket.ping()
                #expect(try await socket.closing() == .tooFast)
            }
        },
        LimitCase("socket-rate-person", ["PERSON_SOCKET_RATE": "100/2"], counted: .personSocketRate) { stage in
            for _ in 1...2 { await (try await stage.attached()).close() }
            return {
                #expect(try await stage.greeted().closing() == .tooFast)
                _ = try await stage.attached(LimitStage.bystander, device: "other")
            }
        },
        // By the real clock: a machine that stalls for a second has room for one more, hence the loop.
        LimitCase("request-rate-address", ["ADDRESS_REQUEST_RATE": "1/3"], counted: .addressRequestRate) { stage in
            let client = try await stage.client()
            let request = client.text("GET", "/health/live")
            try await client.send(.init(string: String(repeating: request, count: 3)))
            for _ in 1...3 { #expect(try await client.answer().status == 200) }
            return {
                var answer = try await client.get("/health/live")
                while answer.status == 200 { answer = try await client.get("/health/live") }
                #expect(answer.status == 429)
                #expect(answer.has(code: "too_many_requests"))
                #expect(answer.asksToRetry)
                #expect(try await stage.client(from: LimitStage.otherAddress).get("/health/live").status == 200)
            }
        },
        // By the real clock, as above.
        LimitCase("request-rate-person", ["PERSON_REQUEST_RATE": "1/3"], counted: .personRequestRate) { stage in
            let client = try await stage.client()
            let path = "/telemedicine/api/consultations/\(stage.visit.id)/"
            func ask(_ place: Int) async throws -> LimitClient.Answer {
                let tokens = stage.visit.hub.parts.rest.tokens
                let token = try await tokens.issue(for: stage.person(place), role: .doctor).text
                return try await client.get(path, fields: ["Authorization: Bearer \(token)"])
            }
            for _ in 1...3 { #expect(try await ask(LimitStage.first).status == 200) }
            return {
                var answer = try await ask(LimitStage.first)
                while answer.status == 200 { answer = try await ask(LimitStage.first) }
                #expect(answer.status == 429)
                #expect(answer.has(code: "too_many_requests"))
                #expect(answer.asksToRetry)
                // Others at the same address are not theirs.
                #expect(try await ask(LimitStage.second).status == 200)
            }
        },
        LimitCase("sign-in-rate-address", ["ADDRESS_SIGN_IN_RATE": "1/3"], counted: .addressSignInRate) { stage in
            let client = try await stage.client()
            // Nobody's: each costs the hub as much as a right one. Each is another's, or guessing would be slowed down first.
            func attempt(_ number: Int) -> String {
                let body = #"{"email": "nobody\#(number)@clinic.example", "password": "a wrong password"}"#
                return client.text("POST", "/telemedicine/api/auth/login/", body: body)
            }
            for number in 1...3 {
                try await client.send(.init(string: attempt(number)))
                #expect(try await client.answer().status == 401)
            }
            return {
                var answer = LimitClient.Answer?.none
                var number = 3
                while answer == nil || answer?.status == 401 {
                    number += 1
                    try await client.send(.init(string: attempt(number)))
                    answer = try await client.answer()
                }
                #expect(answer?.status == 429)
                #expect(answer?.has(code: "too_many_sign_ins") == true)
                #expect(answer?.asksToRetry == true)
                #expect(try await client.get("/health/live").status == 200)
            }
        },
    ]

    private static func expectTooFast(_ socket: LimitClient, _ counter: UInt64) async throws {
        let reply = try await socket.perform(counter, .chat())
        #expect(reply.refusal == .tooFast)
        #expect(reply.asksToRetry)
    }

    private static func untilPong(_ socket: LimitClient) async throws {
        while true {
            if case .pong = try await socket.frame() { return }
        }
    }
}
