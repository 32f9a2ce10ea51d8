/// The limits of the edge, as the metric `laso_limit_reached_total` names them.
package enum LimitName: String, CaseIterable, Sendable {
    case connections
    case connectionsPerPerson = "connections_per_person"
    case strangers
    case helloTime = "hello_time"
    case requestTime = "request_time"
    case messageBytes = "message_bytes"
    case frameRate = "frame_rate"
    case commandRate = "command_rate"
    case personSocketRate = "person_socket_rate"
    case personRequestRate = "person_request_rate"
    case addressRequestRate = "address_request_rate"
    case addressSignInRate = "address_sign_in_rate"
    case queueBytes = "queue_bytes"
    case unansweredCommands = "unanswered_commands"
    case silence
}
