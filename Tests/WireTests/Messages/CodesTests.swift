import Core
import SwiftProtobuf
import Testing
import Wire

struct CodesTests {
    @Test func errorNumbersSayWhatToDo() {
        for code in ErrorCode.allCases {
            #expect((100..<400).contains(code.rawValue))
            #expect(code.isRetryable == (code.rawValue < 200))
            #expect(code.isRetryable == (code.retryAfter > .zero), "a repeat without a pause would be a storm")
            #expect(code.text.hasSuffix("."))
        }
    }

    @Test func errorNamesAreUniqueAndInTheFormOfREST() {
        #expect(Set(ErrorCode.allCases.map(\.name)).count == ErrorCode.allCases.count)
        for code in ErrorCode.allCases {
            #expect(code.name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) })
        }
    }

    @Test func everyRefusalHasACodeOfItsOwn() {
        let codes = Refusal.allCases.map(ErrorCode.init)
        #expect(Set(codes).count == Refusal.allCases.count)
        for (refusal, code) in zip(Refusal.allCases, codes) { #expect("\(refusal)" == "\(code)") }
    }

    @Test func closeNumbersSayWhatToDo() {
        for code in CloseCode.allCases {
            #expect((1000..<1016).contains(code.rawValue) || (3000..<4000).contains(code.rawValue))
            #expect(code.isReconnect == (code.retryAfter > .zero), "a return without a pause would be a storm")
            #expect(code.text.utf8.count <= controlPayloadMax - 2)
        }
    }

    @Test func closingMessageCarriesTheTable() {
        let closing = ProtoServerMessage.closing(.draining).closing
        #expect(closing.code == 3000)
        #expect(closing.reconnect)
        #expect(closing.retryAfterMs == 1000)
        #expect(closing.text == CloseCode.draining.text)
    }

    @Test func errorReplyCarriesTheTable() {
        let reply = ProtoServerMessage.failed(7, .busy).reply
        #expect(reply.counter == 7)
        #expect(reply.error.code == 100)
        #expect(reply.error.name == "busy")
        #expect(reply.error.retry)
        #expect(reply.error.retryAfterMs == 250)
    }
}
