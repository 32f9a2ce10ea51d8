/// What a run does: who is there, what they do, and what happens to the hub.
package struct Scenario: Hashable, Sendable {
    package var title = "Load test"
    /// The same seed draws the same rooms, sizes and times.
    package var seed: UInt64 = 1
    /// Traffic before anything is measured.
    package var warmUpSeconds = 2.0
    /// How long it is measured.
    package var seconds = 10.0
    /// Ends the measurement earlier, when so many messages were sent.
    package var messages: Int?
    /// Without traffic, after all have arrived; then the idle connections are weighed.
    package var quietSeconds = 1.0
    /// People in the directory; as many as the largest visit needs, but at least this.
    package var people = 8
    package var arrival = Arrival()
    package var hub = HubOptions()
    package var groups: [Group] = []
    package var crash: Crash?
    package var growth: Growth?

    package init() {}

    /// How everybody connects at the start.
    package struct Arrival: Hashable, Sendable {
        /// New connections a second; nothing: all at once.
        package var perSecond: Double? = 500
        package var credential = Credential.ticket
    }

    /// What a socket shows in its hello.
    package enum Credential: String, Hashable, Sendable, CaseIterable {
        /// A one-time ticket, fetched by REST before each connection.
        case ticket
        /// The access token of the sign-in.
        case token
    }

    package struct HubOptions: Hashable, Sendable {
        /// `LASO_LOOPS`; the hub's own choice if nothing.
        package var loops: Int?
        /// Environment of a hub that the harness starts.
        package var settings: [String: String] = [:]
    }

    /// Kills the hub, and starts it again.
    package struct Crash: Hashable, Sendable {
        package var times = 1
        /// From one start, or the beginning, to the next kill.
        package var everySeconds = Spread(3)
    }

    /// A series of runs that differ in one number.
    package struct Growth: Hashable, Sendable {
        package var vary = Dimension.connections
        package var values: [Int] = []

        package enum Dimension: String, Hashable, Sendable, CaseIterable {
            /// Sockets in all, by the number of visits.
            case connections
            case visits
            /// People of each visit.
            ///
            case people
            /// Devices of each visit: people as far as there are that many, and then several devices of each.
            case devices
            /// Messages in each visit before it is measured.
            case history
        }
    }

    /// Visits of one kind.
    package struct Group: Hashable, Sendable {
        package var name = "visits"
        package var visits = 1
        /// People of each visit; the first is its doctor.
        package var people = Spread(4)
        /// Sockets of each person.
        package var devices = 1
        /// The part of the other people who are guests: patients and interpreters, who wait until they are admitted.
        package var guests = 0.0
        /// The part of the guests who are never admitted.
        package var waiting = 0.0
        /// How long a guest waits for the doctor.
        package var admitSeconds = Spread(0.2, 1)
        /// Messages that each visit already has.
        package var history = 0
        package var traffic: [Traffic] = []
        package var drops: Drops?
        package var slow: Slow?
        /// How long a visit lasts, before it ends and the next one begins; nothing: as long as the run.
        package var visitSeconds: Spread?
    }

    /// What each device says.
    package struct Traffic: Hashable, Sendable {
        package var lane = Lane.chat
        package var pace = Pace.open(perSecond: 1)
        package var bytes = Spread(64)
        /// Only the doctor's device speaks.
        package var isFirstOnly = false

        package enum Pace: Hashable, Sendable {
            /// At its own times, whether the hub keeps up or not.
            case open(perSecond: Double)
            /// So many without an answer at a time.
            case closed(window: Int, after: Answer)

            var isClosed: Bool {
                if case .closed = self { true } else { false }
            }
        }

        /// What makes room for the next message of a closed loop.
        package enum Answer: String, Hashable, Sendable, CaseIterable {
            case reply
            case copy
        }
    }

    /// Connections that break, and come back with their resume point.
    package struct Drops: Hashable, Sendable {
        /// The mean time between two drops of one device.
        package var everySeconds = 30.0
        package var awaySeconds = Spread(0.5, 3)
    }

    /// Devices that don't read as fast as they are sent to.
    package struct Slow: Hashable, Sendable {
        /// The part of the devices.
        package var share = 0.1
        /// 0: never, until the end of the run.
        package var bytesPerSecond = 0
    }
}
