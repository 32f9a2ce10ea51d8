import Core
import SwiftProtobuf
import Wire

/// What clients send: every message and every command once, with all its fields.
enum ClientSamples {
    static func vectors() throws -> [MessageVector] {
        try greetings
            + commands.enumerated().map { index, sample in
                try MessageVector("command-" + sample.name, command(UInt64(index + 1), sample.action))
            }
    }

    private static var greetings: [MessageVector] {
        get throws {
            [
                try MessageVector("hello-ticket", .with { $0.hello = hello { $0.ticket = "tkt-4zQ0mB7pXw" } }),
                try MessageVector(
                    "hello-access-token",
                    .with {
                        $0.hello = hello {
                            $0.accessToken = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
                            $0.features = ["captions", "whiteboard"]
                        }
                    }
                ),
                try MessageVector(
                    "hello-resume",
                    .with {
                        $0.hello = hello {
                            $0.ticket = "tkt-9kF2vN1sYc"
                            $0.resume.historyID = Story.history.description
                            $0.resume.seq = 9
                            $0.clientInstance = Story.instance
                        }
                    }
                ),
                try MessageVector("pong", .with { $0.pong.id = 1 }),
                try MessageVector("renew-token", .with { $0.renewToken.accessToken = "eyJhbGciOiJFUzI1NiJ9.e30.bmV3" }),
            ]
        }
    }

    private static func hello(_ fill: (inout ProtoHello) -> Void) -> ProtoHello {
        .with {
            $0.deviceID = "tablet-7f3a"
            $0.clientName = "example"
            $0.clientVersion = "1.0"
            fill(&$0)
        }
    }

    private static func command(_ counter: UInt64, _ action: ProtoCommand.OneOf_Action) -> ProtoClientMessage {
        .with {
            $0.command.counter = counter
            $0.command.action = action
        }
    }

    /// The first one is part of the example session, with counter 1.
    private static let commands: [(name: String, action: ProtoCommand.OneOf_Action)] = [
        ("post-chat", .postChat(.with { $0.text = "Good morning, doctor." })),
        (
            "post-chat-private",
            .postChat(
                .with {
                    $0.text = "Only between us: grüß dich 👋"
                    $0.toSeat = 1
                }
            )
        ),
        ("admit", .admit(.with { $0.seat = 2 })),
        (
            "deny",
            .deny(
                .with {
                    $0.seat = 3
                    $0.reason = "Wrong appointment."
                }
            )
        ),
        ("move-to-waiting-room", .moveToWaitingRoom(.with { $0.seat = 2 })),
        (
            "remove",
            .remove(
                .with {
                    $0.seat = 3
                    $0.reason = "Not part of this visit."
                }
            )
        ),
        ("start", .start(.init())),
        ("hold", .hold(.init())),
        ("resume", .resume(.init())),
        ("end", .end(.init())),
        ("end-with-summary", .end(.with { $0.summary = "Come again in a week." })),
        ("write-summary", .writeSummary(.with { $0.text = "Come again in a week." })),
        (
            "message-waiting",
            .messageWaiting(
                .with {
                    $0.seat = 2
                    $0.text = "Ten more minutes, please."
                }
            )
        ),
        (
            "set-priority",
            .setPriority(
                .with {
                    $0.seat = 2
                    $0.priority = .urgent
                    $0.reason = "Chest pain"
                }
            )
        ),
        ("leave", .leave(.init())),
        (
            "set-consent",
            .setConsent(
                .with {
                    $0.purpose = .recording
                    $0.given = true
                }
            )
        ),
        ("withdraw-consent", .setConsent(.with { $0.purpose = .observer })),
        (
            "report-issue",
            .reportIssue(
                .with {
                    $0.category = .audio
                    $0.severity = .disturbing
                    $0.description_p = "There is an echo."
                }
            )
        ),
        (
            "report-issue-with-diagnostics",
            .reportIssue(
                .with {
                    $0.category = .connection
                    $0.severity = .blocking
                    $0.description_p = "The picture freezes."
                    $0.diagnostics = #"{"browser": "Example 12"}"#
                }
            )
        ),
        ("start-recording", .startRecording(.init())),
        ("stop-recording", .stopRecording(.init())),
        (
            "report-quality",
            .reportQuality(
                .with {
                    $0.roundTripMs = 120
                    $0.lossPermille = 12
                    $0.jitterMs = 9
                    $0.bitrateKbps = 1200
                }
            )
        ),
        ("mark-seen", .markSeen(.with { $0.upToSeq = 10 })),
        ("write-note", .writeNote(.with { $0.text = "Wound heals well." })),
        ("set-typing", .setTyping(.with { $0.typing = true })),
        (
            "set-media",
            .setMedia(
                .with {
                    $0.media.audio = true
                    $0.media.video = true
                    $0.media.screen = true
                    $0.media.handRaised = true
                }
            )
        ),
        ("request-mute", .requestMute(.with { $0.seat = 2 })),
        (
            "send-signal",
            .sendSignal(
                .with {
                    $0.toSeat = 1
                    $0.toDevice = "clinic-desk-2"
                    $0.kind = .offer
                    $0.payload = Story.offer
                }
            )
        ),
        (
            "send-signal-to-room",
            .sendSignal(
                .with {
                    $0.kind = .message
                    $0.payload = "good morning"
                }
            )
        ),
    ]
}
