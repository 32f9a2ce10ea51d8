import Client
import Wire

/// Clients that say what is not true.
extension Misbehaviour {
    static let lying = [
        Misbehaviour("shows forged tickets", .closed(3505)) { guest in
            var hello = ProtoClientMessage()
            hello.hello.deviceID = "bad"
            var consultation = guest.own
            switch guest.number % 5 {
            case 0:
                hello.hello.ticket = "a ticket of its own making"
            case 1:
                // One letter of a good one is changed.
                let ticket = try await guest.person.rest.join(guest.own).ticket
                hello.hello.ticket = ticket.dropLast() + (ticket.hasSuffix("A") ? "B" : "A")
            case 2:
                // Good, but for another consultation.
                hello.hello.ticket = try await guest.person.rest.join(guest.own).ticket
                consultation = guest.consultations[1]
            case 3:
                // Good, but used.
                hello.hello.ticket = try await guest.person.rest.join(guest.own).ticket
                guard case (_, .welcome) = try await guest.greet(hello) else { return .undefined("no welcome") }
            default:
                hello.hello.accessToken = guest.person.token.dropLast(8) + "AAAAAAAA"
            }
            guard case .end(let outcome) = try await guest.greet(hello, in: consultation).greeting else {
                return .undefined("welcomed")
            }
            return outcome
        },
        Misbehaviour("resumes from where it never was", .newcomer) { guest in
            let truth = try await welcome(guest)
            var hello = guest.hello()
            switch guest.number % 4 {
            case 0:
                hello.hello.resume.historyID = "0190f3c2-0000-7000-8000-00000000dead"
                hello.hello.resume.seq = 1
            case 1:
                hello.hello.resume.historyID = truth.historyID
                hello.hello.resume.seq = truth.snapshot.seq + 1_000_000
            case 2:
                hello.hello.resume.historyID = truth.historyID
                hello.hello.resume.seq = .max
            default:
                hello.hello.resume.historyID = "no id at all \u{1F}"
                hello.hello.resume.seq = truth.snapshot.seq
            }
            hello.hello.clientInstance = guest.foreignInstance
            switch try await guest.greet(hello).greeting {
            case .end(let outcome): return outcome
            case .welcome(let welcome):
                guard welcome.recovery == .snapshot, welcome.snapshot.consultationID == guest.own,
                    welcome.clientInstance != guest.foreignInstance
                else { return .undefined("\(welcome.recovery), instance \(welcome.clientInstance)") }
                return .newcomer
            }
        },
        Misbehaviour("takes somebody's client instance", .newInstance) { guest in
            let truth = try await welcome(guest)
            var hello = guest.hello()
            hello.hello.resume.historyID = truth.historyID
            hello.hello.resume.seq = truth.snapshot.seq
            hello.hello.clientInstance = guest.foreignInstance
            switch try await guest.greet(hello).greeting {
            case .end(let outcome): return outcome
            case .welcome(let welcome):
                return welcome.clientInstance == guest.foreignInstance ? .undefined("it got it") : .newInstance
            }
        },
        Misbehaviour("opens too many sockets", .closed(3509)) { guest in
            var sockets: [HostileSocket] = []
            for index in 0...guest.place.scale.socketsPerPersonMax {
                let consultation = guest.consultations[index / 4 % guest.consultations.count]
                let (socket, greeting) = try await guest.greet(guest.hello(device: "d\(index % 4)"), in: consultation)
                if case .end(let outcome) = greeting { return outcome }
                sockets.append(socket)
            }
            return .undefined("\(sockets.count) sockets")
        },
        Misbehaviour("brings too many devices", .closed(3508)) { guest in
            var sockets: [HostileSocket] = []
            for index in 0..<6 {
                let (socket, greeting) = try await guest.greet(guest.hello(device: "d\(index)"))
                if case .end(let outcome) = greeting { return outcome }
                sockets.append(socket)
            }
            return .undefined("\(sockets.count) devices")
        },
    ]

    /// What the hub says of this consultation, to somebody who leaves again at once.
    private static func welcome(_ guest: HostileGuest) async throws -> ProtoWelcome {
        let (socket, greeting) = try await guest.greet(guest.hello())
        socket.close()
        guard case .welcome(let welcome) = greeting else { throw HostileSocket.Unexpected("\(greeting)") }
        return welcome
    }
}
