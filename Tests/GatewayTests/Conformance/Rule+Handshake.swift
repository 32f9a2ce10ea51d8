import Wire

/// RFC 6455 sections 4.2 and 4.4: the opening handshake.
extension Rule {
    static let openingHandshake = requests + answers

    private static let versions: [[String]] = [
        [], [""], ["0"], ["8"], ["14"], ["013"], ["255"], ["13, 8"], ["8", "13"], ["13", "13"],
    ]

    private static let requests: [Rule] = [
        Rule(
            "4.2.1-get",
            "the request is a GET in HTTP/1.1 or later",
            handshakes: {
                upgrades("GET in HTTP/1.1")
                refuses("POST", start: "POST \(Requests.path) HTTP/1.1", with: 405)
                refuses("HEAD", start: "HEAD \(Requests.path) HTTP/1.1", with: 405)
                refuses("HTTP/1.0", start: "GET \(Requests.path) HTTP/1.0", with: 400)
            }
        ),
        Rule(
            "4.2.1-host",
            "the request names its host, once",
            handshakes: {
                upgrades("with a port", ["Host": ["hub.test:8080"]])
                refuses("no host", ["Host": []], with: 400)
                refuses("an empty host", ["Host": [""]], with: 400)
                refuses("two hosts", ["Host": ["hub.test", "other.test"]], with: 400)
            }
        ),
        Rule(
            "4.2.1-upgrade",
            "`Upgrade` holds `websocket`, in any case",
            handshakes: {
                upgrades("in capitals", ["Upgrade": ["WEBSOCKET"]])
                upgrades("in a list", ["Upgrade": ["h2c, WebSocket"]])
                upgrades("on a second line", ["Upgrade": ["h2c", "websocket"]])
                refuses("none", ["Upgrade": []], with: 426, lines: ["upgrade: websocket"])
                refuses("another", ["Upgrade": ["h2c"]], with: 426, lines: ["upgrade: websocket"])
                refuses("a longer word", ["Upgrade": ["websocket2"]], with: 426)
            }
        ),
        Rule(
            "4.2.1-connection",
            "`Connection` holds `Upgrade`, in any case",
            handshakes: {
                upgrades("in small letters", ["Connection": ["upgrade"]])
                upgrades("in a list", ["Connection": ["keep-alive ,\tUPGRADE"]])
                upgrades("on a second line", ["Connection": ["keep-alive", "Upgrade"]])
                refuses("another", ["Connection": ["close"]], with: 400)
                refuses("a longer word", ["Connection": ["close, upgrades"]], with: 400)
            }
        ),
        Rule(
            "4.2.1-key",
            "`Sec-WebSocket-Key` is 16 bytes in base64, and there is one",
            handshakes: {
                upgrades("16 bytes")
                upgrades("other 16 bytes", ["Sec-WebSocket-Key": ["AAAAAAAAAAAAAAAAAAAAAA=="]])
                refuses("none", ["Sec-WebSocket-Key": []], with: 400)
                refuses("an empty one", ["Sec-WebSocket-Key": [""]], with: 400)
                refuses("15 bytes", ["Sec-WebSocket-Key": ["AAAAAAAAAAAAAAAAAAAA"]], with: 400)
                refuses("17 bytes", ["Sec-WebSocket-Key": ["AAAAAAAAAAAAAAAAAAAAAAA="]], with: 400)
                refuses("without padding", ["Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25jZQ"]], with: 400)
                refuses("no base64", ["Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25j_-=="]], with: 400)
                refuses("two lines", ["Sec-WebSocket-Key": [Requests.key, Requests.key]], with: 400)
            }
        ),
        Rule(
            "4.2.1-version",
            "`Sec-WebSocket-Version` is 13 and there is one; for another the answer is 426 and says 13",
            handshakes: {
                upgrades("13", lines: ["connection: upgrade"], absent: ["sec-websocket-version"])
                versions.map { lines in
                    refuses(
                        lines.isEmpty ? "none" : lines.joined(separator: " and "),
                        ["Sec-WebSocket-Version": lines],
                        with: 426,
                        lines: ["sec-websocket-version: 13"]
                    )
                }
            }
        ),
        Rule(
            "4.2.1-resource",
            "the path names something that is there; else the answer is an HTTP error",
            handshakes: {
                upgrades("a consultation")
                refuses("no consultation", start: "GET /telemedicine/ws/consultations/17/ HTTP/1.1", with: 404)
                refuses("with a query", start: "GET \(Requests.path)?ticket=1 HTTP/1.1", with: 404)
            }
        ),
        Rule(
            "4.2.1-body",
            "a request that leaves HTTP has no body here, since the frames begin behind its head",
            handshakes: {
                upgrades("a length of 0", ["Content-Length": ["0"]])
                refuses("a length", ["Content-Length": ["2"]], behind: [0x7B, 0x7D], with: 400)
                refuses("chunks", ["Transfer-Encoding": ["chunked"]], behind: Array("0\r\n\r\n".utf8), with: 400)
            }
        ),
        Rule(
            "4.2.1-unknown-headers",
            "headers that the server doesn't know are ignored",
            handshakes: {
                upgrades(
                    "cookies and others",
                    [
                        "Cookie": ["a=b"], "X-Colour": ["green"],
                    ]
                )
                upgrades(
                    "names in small letters",
                    [
                        "Upgrade": [], "upgrade": ["websocket"], "Sec-WebSocket-Key": [],
                        "sec-websocket-key": [Requests.key],
                    ]
                )
            }
        ),
    ]

    private static let answers: [Rule] = [
        Rule(
            "4.2.2-accept",
            "the answer is 101 with `Upgrade`, `Connection` and the proof made from the key, and has no body",
            handshakes: {
                upgrades(
                    "the example of section 1.3",
                    lines: ["upgrade: websocket", "connection: upgrade", "sec-websocket-accept: \(Requests.accept)"],
                    absent: ["content-length", "transfer-encoding"]
                )
                upgrades(
                    "another key",
                    ["Sec-WebSocket-Key": ["AAAAAAAAAAAAAAAAAAAAAA=="]],
                    lines: ["sec-websocket-accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI="]
                )
            }
        ),
        Rule(
            "4.2.2-subprotocol",
            "a subprotocol is named only if it was offered: the first offered that is known",
            handshakes: {
                upgrades("none offered", absent: ["sec-websocket-protocol"])
                upgrades("one", offering(["laso.hub.v1"]), lines: ["sec-websocket-protocol: laso.hub.v1"])
                upgrades(
                    "the first known, in a list",
                    offering(["chat, laso.hub.v1.json, laso.hub.v1"]),
                    lines: ["sec-websocket-protocol: laso.hub.v1.json"]
                )
                upgrades(
                    "the first known, over two lines",
                    offering(["chat", "laso.hub.v1.json"]),
                    lines: ["sec-websocket-protocol: laso.hub.v1.json"]
                )
                refuses("none known", offering(["chat, superchat"]), with: 400)
                refuses("in other letters", offering(["LASO.HUB.V1"]), with: 400)
            }
        ),
        Rule(
            "4.2.2-extensions",
            "offered extensions may be left unused: then the answer names none",
            handshakes: {
                upgrades("none offered", absent: ["sec-websocket-extensions"])
                upgrades(
                    "compression",
                    ["Sec-WebSocket-Extensions": ["permessage-deflate; client_max_window_bits"]],
                    absent: ["sec-websocket-extensions"]
                )
                upgrades(
                    "unknown ones over two lines",
                    ["Sec-WebSocket-Extensions": ["foo, bar; baz=2", "x-webkit-deflate-frame"]],
                    absent: ["sec-websocket-extensions"]
                )
            }
        ),
        Rule(
            "4.2.2-frames-behind-request",
            "frames may come right behind the request, in the same segment",
            handshakes: {
                upgrades("a pong", behind: frame(.pong, [1]))
                upgrades("a hundred pongs", behind: (0..<100).flatMap { _ in frame(.pong, [1]) })
            }
        ),
        Rule(
            "4.2.2-new-connection",
            "the upgrade is a connection's first request",
            .test("aUsedConnectionIsNotUpgradedAndEnds")
        ),
        Rule(
            "4.2.2-authenticate",
            "the server may ask for authentication by HTTP",
            .declined("the first message carries a ticket or token, so that neither stands in a URL or a log")
        ),
        Rule(
            "4.2.2-redirect",
            "the server may redirect",
            .declined("many clients don't follow; a moved consultation closes with a code that says “come back”")
        ),
    ]

    private static func offering(_ lines: [String]) -> [String: [String]] { ["Sec-WebSocket-Protocol": lines] }
}
