import Core
import SwiftProtobuf
import Testing
import Wire

struct InboundCommandTests {
    @Test func everyCommandOfTheSchemaIsUnderstood() throws {
        let commands = try MessageVector.all().filter { $0.message == .client && $0.json["command"] != nil }
        var understood: Set<String> = []
        for vector in commands where vector.canonical {
            let message = try MessageFormat.binary.decode(ProtoClientMessage.self, vector.payload(in: .binary))
            let command = try InboundCommand(message.command)
            #expect(command.counter == message.command.counter)
            understood.formUnion(vector.json["command"]?.keys ?? [])
        }
        let actions = try Schema().fields(of: "Command").map(\.jsonName)
        #expect(understood == Set(actions))
    }

    @Test func fieldsArriveWhereTheyBelong() throws {
        #expect(
            try action(.postChat(.with { $0.text = "Hello" })) == .lasting(.postChat(text: "Hello", to: nil))
        )
        #expect(
            try action(
                .postChat(
                    .with {
                        $0.text = "Hello"
                        $0.toSeat = 2
                    }
                )
            ) == .lasting(.postChat(text: "Hello", to: SeatNumber(2 as UInt16)))
        )
        #expect(
            try action(
                .reportIssue(
                    .with {
                        $0.category = .provider
                        $0.severity = .blocking
                        $0.description_p = "Nothing works."
                    }
                )
            ) == .lasting(.reportIssue(.provider, .blocking, description: "Nothing works."))
        )
        #expect(
            try action(.setMedia(.with { $0.media.handRaised = true }))
                == .transient(.setMedia(MediaState(handRaised: true)))
        )
        #expect(try action(.markSeen(.with { $0.upToSeq = .max })) == .lasting(.markSeen(upTo: .max)))
    }

    @Test func counterZeroIsInvalid() {
        #expect(throws: ErrorCode.invalid) {
            try InboundCommand(.with { $0.start = .init() })
        }
    }

    @Test func commandWithoutActionIsUnknown() {
        #expect(throws: ErrorCode.unknownCommand) {
            try InboundCommand(.with { $0.counter = 1 })
        }
    }

    @Test(arguments: [0, 65_536, UInt32.max])
    func seatOutOfRangeIsNoSuchSeat(_ seat: UInt32) {
        let actions: [ProtoCommand.OneOf_Action] = [
            .admit(.with { $0.seat = seat }), .deny(.with { $0.seat = seat }),
            .moveToWaitingRoom(.with { $0.seat = seat }), .remove(.with { $0.seat = seat }),
            .requestMute(.with { $0.seat = seat }),
            .sendSignal(
                .with {
                    $0.toSeat = seat
                    $0.toDevice = "d"
                    $0.kind = .offer
                }
            ),
        ]
        for wrong in actions {
            #expect(throws: ErrorCode.noSuchSeat) { try action(wrong) }
        }
    }

    @Test func seatZeroIsEveryoneInChatAndTooHighIsNoSuchSeat() throws {
        #expect(try action(.postChat(.with { $0.text = "x" })) == .lasting(.postChat(text: "x", to: nil)))
        #expect(throws: ErrorCode.noSuchSeat) { try action(.postChat(.with { $0.toSeat = 70_000 })) }
    }

    @Test(arguments: [0, 99])
    func unspecifiedAndUnknownWordsAreInvalid(_ number: Int) throws {
        let purpose = try #require(ProtoConsentPurpose(rawValue: number))
        let category = try #require(ProtoIssueCategory(rawValue: number))
        let severity = try #require(ProtoIssueSeverity(rawValue: number))
        let kind = try #require(ProtoSignalKind(rawValue: number))
        let actions: [ProtoCommand.OneOf_Action] = [
            .setConsent(.with { $0.purpose = purpose }),
            .reportIssue(
                .with {
                    $0.category = category
                    $0.severity = .minor
                }
            ),
            .reportIssue(
                .with {
                    $0.category = .audio
                    $0.severity = severity
                }
            ),
            .sendSignal(
                .with {
                    $0.toSeat = 1
                    $0.toDevice = "d"
                    $0.kind = kind
                }
            ),
        ]
        for wrong in actions {
            #expect(throws: ErrorCode.invalid) { try action(wrong) }
        }
    }

    @Test func aSignalWithoutSeatAndDeviceIsForTheRoom() throws {
        let command = ProtoCommand.OneOf_Action.sendSignal(
            .with {
                $0.kind = .message
                $0.payload = "x"
            }
        )
        #expect(try action(command) == .transient(.signal(Signal(to: .room, kind: .message, payload: "x"))))
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "x", count: 65)])
    func impossibleDeviceIsNoSuchDevice(_ device: String) {
        let signal = ProtoCommand.OneOf_Action.sendSignal(
            .with {
                $0.toSeat = 1
                $0.toDevice = device
                $0.kind = .offer
            }
        )
        #expect(throws: ErrorCode.noSuchDevice) { try action(signal) }
    }

    private func action(_ action: ProtoCommand.OneOf_Action) throws -> InboundCommand.Action {
        try InboundCommand(
            .with {
                $0.counter = 1
                $0.action = action
            }
        ).action
    }
}
