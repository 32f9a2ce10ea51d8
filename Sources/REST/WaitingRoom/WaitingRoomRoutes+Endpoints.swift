import Core
import HTTPTypes

extension WaitingRoomRoutes {
    private static let path = "\(ConsultationRoutes.basePath){id}/waiting-room/"

    static let room = Endpoint(
        .get,
        path,
        "Who waits, since when, and for how long yet: hosts see everyone, who waits sees themselves",
        access: .signedIn,
        answers: [.ok: WaitingRoomAnswer.schema],
        errors: [.forbidden: ["not_permitted"]]
    )

    static let admit = action("admit", "Lets somebody in", SeatBody.schema)
    static let deny = action("deny", "Turns somebody away, and says why", DenialBody.schema)
    static let message = action("message", "Writes to somebody who waits", WaitingMessageBody.schema)
    static let priority = action("priority", "Says how soon somebody is to be seen, and why", PriorityBody.schema)

    private static func action(_ name: String, _ summary: String, _ body: JSONSchema) -> Endpoint {
        Endpoint(
            .post,
            "\(path)\(name)/",
            summary,
            access: .signedIn,
            body: body,
            answers: [.ok: Performed.schema],
            errors: [
                .forbidden: ["not_permitted"], .conflict: ["no_such_seat", "wrong_seat_state", "over"],
                .serviceUnavailable: ["outcome_unknown"],
            ]
        )
    }
}
