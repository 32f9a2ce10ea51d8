import Client
import Testing
import Wire

@Suite struct ConnectionCloseTests {
    @Test(arguments: CloseCode.allCases) func theCodeTellsWhetherToComeBack(code: CloseCode) {
        let close = ConnectionClose(.closed(code: code.rawValue))
        #expect(close.mayReturn == code.isReconnect)
        #expect(close.retryAfter == code.retryAfter)
        #expect(close.description == code.text)
    }

    @Test func theHubsLastMessageOverrulesTheCode() {
        var closing = ProtoClosing()
        closing.reconnect = true
        closing.retryAfterMs = 1500
        closing.text = "Later."
        let close = ConnectionClose(.closed(code: 3999), closing: closing)
        #expect(close.mayReturn)
        #expect(close.retryAfter == .milliseconds(1500))
        #expect(close.description == "Later.")
    }

    @Test(arguments: [ConnectionEnd.cut, .silent, .closed(code: nil), .closed(code: 1001), .closed(code: 1012)])
    func aLostConnectionMayComeBack(end: ConnectionEnd) {
        #expect(ConnectionClose(end).mayReturn)
    }

    @Test(arguments: [ConnectionEnd.broken(.reservedBits), .unreadable, .closed(code: 1000), .closed(code: 4000)])
    func aBrokenOneMayNot(end: ConnectionEnd) {
        #expect(!ConnectionClose(end).mayReturn)
    }
}
