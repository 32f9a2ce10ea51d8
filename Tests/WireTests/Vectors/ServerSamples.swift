import Core
import SwiftProtobuf
import Wire

/// What the hub sends, apart from events.
enum ServerSamples {
    static func vectors() throws -> [MessageVector] {
        try (welcomes + snapshots + replies + transients + endings).map { try MessageVector($0.name, $0.message) }
    }

    private typealias Sample = (name: String, message: ProtoServerMessage)

    private static var welcomes: [Sample] {
        [
            (
                "welcome-snapshot",
                .with {
                    $0.welcome = welcome(at: 25)
                    $0.welcome.recovery = .snapshot
                    $0.welcome.snapshot = waitingSnapshot
                    $0.welcome.presence = [presence(2, "tablet-7f3a")]
                    $0.welcome.iceServers = [
                        .with { $0.urls = ["stun:stun.clinic.example:3478"] },
                        .with {
                            $0.urls = ["turn:turn.clinic.example:3478?transport=udp", "turns:turn.clinic.example:5349"]
                            $0.username = "1772445600:2"
                            $0.credential = "c2hhcmVk"
                        },
                    ]
                }
            ),
            (
                "welcome-replay",
                .with {
                    $0.welcome = welcome(at: 55)
                    $0.welcome.recovery = .replay
                    $0.welcome.replayUntil = 10
                    $0.welcome.presence = [presence(1, "clinic-desk-2"), presence(2, "tablet-7f3a")]
                }
            ),
            (
                "welcome-nothing-missed",
                .with {
                    $0.welcome = welcome(at: 56)
                    $0.welcome.recovery = .replay
                    $0.welcome.replayUntil = 9
                    $0.welcome.features = ["captions"]
                }
            ),
        ]
    }

    private static func welcome(at seconds: Int64) -> ProtoWelcome {
        .with {
            $0.seat = 2
            $0.historyID = Story.history.description
            $0.epoch = 1
            $0.clientInstance = Story.instance
            $0.limits.messageBytesMax = 65_536
            $0.limits.textBytesMax = 8192
            $0.limits.signalBytesMax = 49_152
            $0.limits.devicesPerSeatMax = 4
            $0.serverTimeMs = Story.time(seconds).milliseconds
            $0.pingIntervalMs = 20_000
        }
    }

    private static func presence(_ seat: UInt32, _ devices: String...) -> ProtoSeatPresence {
        .with {
            $0.seat = seat
            $0.devices = devices.map { device in
                .with {
                    $0.deviceID = device
                    $0.media = .init()
                }
            }
        }
    }

    private static var snapshots: [Sample] {
        [
            ("snapshot-after-admission", .with { $0.snapshot = roomSnapshot }),
            (
                "snapshot-of-a-doctor",
                .with {
                    $0.snapshot = roomSnapshot
                    $0.snapshot.seq = 90
                    $0.snapshot.status = .onHold
                    $0.snapshot.chat = [
                        .with {
                            $0.seq = 9
                            $0.fromSeat = 2
                            $0.text = "Good morning, doctor."
                            $0.timeMs = Story.time(45).milliseconds
                        },
                        .with {
                            $0.seq = 10
                            $0.fromSeat = 1
                            $0.toSeat = 2
                            $0.text = "Are you still there?"
                            $0.timeMs = Story.time(50).milliseconds
                        },
                    ]
                    $0.snapshot.chatTruncated = true
                    $0.snapshot.consents = [
                        .with {
                            $0.seat = 2
                            $0.purpose = .recording
                            $0.given = true
                        }
                    ]
                    $0.snapshot.noteCount = 3
                }
            ),
        ]
    }

    /// All that a person in the waiting room may know.
    private static var waitingSnapshot: ProtoSnapshot {
        .with {
            $0 = booking
            $0.seq = 5
            $0.status = .waiting
            $0.participants = [patient(standing: .held, presence: .waiting, since: 20)]
            $0.waitingPosition = 1
        }
    }

    private static var roomSnapshot: ProtoSnapshot {
        .with {
            $0 = booking
            $0.seq = 8
            $0.status = .waiting
            $0.participants = [
                .with {
                    $0.seat = 1
                    $0.personID = Story.doctor.description
                    $0.role = .doctor
                    $0.name = Story.doctorName
                    $0.standing = .cleared
                    $0.presence = .inRoom
                    $0.sinceMs = Story.time(30).milliseconds
                },
                patient(standing: .cleared, presence: .inRoom, since: 40),
            ]
            $0.presence = [presence(1, "clinic-desk-2"), presence(2, "tablet-7f3a")]
        }
    }

    private static var booking: ProtoSnapshot {
        .with {
            $0.consultationID = Story.consultation.description
            $0.title = Story.title
            $0.startMs = Story.start.milliseconds
            $0.minutes = 30
            $0.provider = .direct
        }
    }

    private static func patient(standing: ProtoStanding, presence: ProtoPresence, since: Int64) -> ProtoParticipant {
        .with {
            $0.seat = 2
            $0.personID = Story.patient.description
            $0.role = .patient
            $0.name = Story.patientName
            $0.standing = standing
            $0.presence = presence
            $0.sinceMs = Story.time(since).milliseconds
        }
    }

    private static var replies: [Sample] {
        [
            ("reply-done", .done(1, seq: 9)),
            ("reply-nothing-to-do", .done(7, seq: 0)),
            ("reply-not-permitted", .failed(3, .notPermitted)),
            ("reply-busy", .failed(4, .busy)),
            ("reply-id-reused", .failed(1, .idReused)),
        ]
    }

    private static var transients: [Sample] {
        [
            ("transient-presence", .with { $0.transient.presence = presence(2, "tablet-7f3a", "phone.1") }),
            (
                "transient-reconnecting",
                .with {
                    $0.transient.presence.seat = 2
                    $0.transient.presence.reconnecting = true
                }
            ),
            (
                "transient-typing",
                .with {
                    $0.transient.typing.seat = 2
                    $0.transient.typing.typing = true
                }
            ),
            (
                "transient-media-changed",
                .with {
                    $0.transient.mediaChanged.seat = 2
                    $0.transient.mediaChanged.deviceID = "tablet-7f3a"
                    $0.transient.mediaChanged.media = MediaState(audio: true, video: true, handRaised: true).proto
                }
            ),
            (
                "transient-signal",
                .with {
                    $0.transient.signal.fromSeat = 2
                    $0.transient.signal.fromDevice = "tablet-7f3a"
                    $0.transient.signal.kind = .candidate
                    $0.transient.signal.payload = "candidate:1 1 udp 2122260223 192.0.2.1 61665 typ host"
                }
            ),
            ("transient-mute-requested", .with { $0.transient.muteRequested.bySeat = 1 }),
            ("transient-waiting-position", .with { $0.transient.waitingPosition.position = 2 }),
            (
                "transient-clinic-news",
                .with {
                    $0.transient.clinicNews.kind = .waitingRoom
                    $0.transient.clinicNews.consultationID = "0190a5b4-7e1c-7d2a-8c3f-5b6d7e8f9a0b"
                    $0.transient.clinicNews.seq = 9
                }
            ),
        ]
    }

    private static var endings: [Sample] {
        [
            ("ping", .ping(id: 1, seq: 9, now: Story.time(50))),
            ("closing-over", .closing(.over)),
            ("closing-draining", .closing(.draining)),
        ]
    }
}
