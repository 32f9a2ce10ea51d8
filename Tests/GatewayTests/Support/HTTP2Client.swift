import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import NIOPosix

/// An HTTP/2 connection to the hub, by NIO's own client.
struct HTTP2Client {
    typealias Stream = NIOAsyncChannel<HTTPResponsePart, HTTPRequestPart>

    let channel: any Channel
    private let streams: NIOHTTP2Handler.AsyncStreamMultiplexer<Void>

    init(port: Int, tls: TLSClient) async throws {
        (channel, streams) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(tls.handler())
                    let streams = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
                        mode: .client,
                        configuration: NIOHTTP2Handler.Configuration()
                    ) { $0.eventLoop.makeSucceededVoidFuture() }
                    return (channel, streams)
                }
            }
    }

    /// Sends a request without a body, and returns the head of the answer and its body's text.
    func get(_ path: String, authority: String = "hub.test") async throws -> (HTTPResponse, String) {
        let stream = try await streams.openStream { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPClientCodec())
                return try Stream(wrappingChannelSynchronously: channel)
            }
        }
        let request = HTTPRequest(method: .get, scheme: "https", authority: authority, path: path)
        return try await stream.executeThenClose { inbound, outbound in
            try await outbound.write(.head(request))
            try await outbound.write(.end(nil))
            var answer: HTTPResponse?
            var text = ""
            for try await part in inbound {
                switch part {
                case .head(let head): answer = head
                case .body(let bytes): text += String(buffer: bytes)
                case .end: break
                }
            }
            guard let answer else { throw RawSocket.Ended() }
            return (answer, text)
        }
    }
}
