import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import REST
import Testing

/// The few answers that depend on the connection, over a real one.
@Suite struct LiveServerTests {
    @Test func tooLargeBodyAndMissingUpgradeLeaveTheServerServing() async throws {
        let clinic = try await Clinic()
        let application = Application(router: RESTRoutes(clinic.dependencies).router())
        let body = ByteBuffer(repeating: UInt8(ascii: " "), count: 1024 * 1024)
        let socketPath = "/telemedicine/ws/consultations/\(Example.consultationID())/"
        try await application.test(.live) { client in
            let large = try await client.execute(uri: "/telemedicine/api/auth/login/", method: .post, body: body)
            #expect(large.status == .contentTooLarge)
            let socket = try await client.execute(uri: socketPath, method: .get)
            #expect(socket.status == .upgradeRequired)
            #expect(socket.headers[.upgrade] == "websocket")
            let live = try await client.execute(uri: "/health/live", method: .head)
            #expect(live.status == .ok)
            #expect(live.body.readableBytes == 0)
        }
    }
}
