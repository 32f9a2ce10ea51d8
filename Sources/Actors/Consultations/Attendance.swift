import Core
import Wire

/// Who is connected to a consultation, with which devices: the part of its state that is not worth keeping.
///
/// A value without input and output. It names sockets by their id, and forgets everything when the owner changes: the
/// seats that are present then get a new grace period.
struct Attendance {
    /// One socket.
    struct Line {
        let connection: ConnectionID
        /// Where what is sent to it goes.
        let place: Outbox.Place
        let person: PersonID
        let seat: SeatNumber
        let device: DeviceID
        let format: MessageFormat
        let instance: ClientInstance
        /// The seq up to which the socket has been sent everything.
        var position: UInt64 = 0
        /// Whether `Welcome` was sent, so that everything after it may follow.
        var isLive = false
        /// Whether it is to be closed once the reason for it is durable.
        ///
        /// It counts as a device no more.
        var isLeaving = false

        /// Whether it is to be sent what this audience may know now.
        func hears(_ audience: Audience) -> Bool { isLive && !isLeaving && audience.contains(seat) }
    }

    /// One device of a seat, connected or within its grace period.
    struct Device {
        let id: DeviceID
        var connection: ConnectionID?
        var media = MediaState()
        /// Signals for it while it is reconnecting.
        var heldSignals: [SignalMessage] = []
        /// When it is forgotten unless it comes back; `nil` while it is connected.
        var expires: Duration?
    }

    private(set) var lines: [Line] = []
    private var indices: [ConnectionID: Int] = [:]
    private var devices: [SeatNumber: [Device]] = [:]
    /// When a present seat without sockets leaves.
    private var departures: [SeatNumber: Duration] = [:]

    var isEmpty: Bool { lines.isEmpty && departures.isEmpty }

    /// The earliest moment of the uptime clock at which something runs out.
    var nextDeadline: Duration? {
        let expiries = devices.values.joined().compactMap(\.expires)
        return (expiries + departures.values).min()
    }

    func line(_ connection: ConnectionID) -> Line? {
        indices[connection].map { lines[$0] }
    }

    func devices(of seat: SeatNumber) -> [Device] { devices[seat] ?? [] }

    func connectedCount(of seat: SeatNumber) -> Int {
        devices(of: seat).count { $0.connection != nil }
    }

    func device(_ id: DeviceID, of seat: SeatNumber) -> Device? {
        devices(of: seat).first { $0.id == id }
    }

    /// Whether another connected device of the seat numbers its commands within the instance.
    ///
    /// Two programs in one instance would take each other's commands for repeats.
    func isUsed(_ instance: ClientInstance, on seat: SeatNumber, otherThanBy device: DeviceID) -> Bool {
        lines.contains { $0.seat == seat && $0.instance == instance && $0.device != device && !$0.isLeaving }
    }

    /// Whether the seat's person is only kept a place.
    func isReconnecting(_ seat: SeatNumber) -> Bool { departures[seat] != nil }

    /// Adds a socket.
    ///
    /// Its device takes up what was kept for it; returns the signals that were held.
    mutating func attach(_ line: Line, devicesMax: Int) -> [SignalMessage] {
        indices[line.connection] = lines.count
        lines.append(line)
        departures[line.seat] = nil
        var held: [SignalMessage] = []
        change(line.seat) { devices in
            if let index = devices.firstIndex(where: { $0.id == line.device }) {
                held = devices[index].heldSignals
                devices[index].heldSignals = []
                devices[index].connection = line.connection
                devices[index].expires = nil
            } else {
                if devices.count >= devicesMax, let lost = devices.firstIndex(where: { $0.connection == nil }) {
                    devices.remove(at: lost)
                }
                devices.append(Device(id: line.device, connection: line.connection))
            }
        }
        return held
    }

    /// The welcome was sent: everything after `position` follows.
    mutating func goLive(_ connection: ConnectionID, at position: UInt64) {
        guard let index = indices[connection] else { return }
        lines[index].isLive = true
        lines[index].position = position
    }

    /// The socket was sent everything up to `position`.
    mutating func advance(lineAt index: Int, to position: UInt64) {
        lines[index].position = position
    }

    /// The socket was lost.
    ///
    /// Its device is kept until `expires`. Returns the seat's number if it was the last of a seat.
    mutating func lose(_ connection: ConnectionID, expires: Duration) -> SeatNumber? {
        guard let line = remove(connection), !line.isLeaving else { return nil }
        return keepDevice(of: line, expires: expires)
    }

    /// The socket is to be closed, and its client to come back: to others it is as if it were lost.
    ///
    /// It stays for the last words; its device is kept until `expires`. Returns the seat's number if it was the last of a
    /// seat.
    mutating func sendBack(_ connection: ConnectionID, expires: Duration) -> SeatNumber? {
        guard let index = indices[connection] else { return nil }
        lines[index].isLeaving = true
        return keepDevice(of: lines[index], expires: expires)
    }

    private mutating func keepDevice(of line: Line, expires: Duration) -> SeatNumber? {
        change(line.seat) { devices in
            for index in devices.indices where devices[index].connection == line.connection {
                devices[index].connection = nil
                devices[index].expires = expires
            }
        }
        return connectedCount(of: line.seat) == 0 ? line.seat : nil
    }

    /// The seat is present without a socket until `deadline`.
    mutating func expectReturn(of seat: SeatNumber, until deadline: Duration) {
        departures[seat] = deadline
    }

    /// Takes the socket away from its device, which lives on with another socket.
    mutating func startLeaving(_ connection: ConnectionID) {
        guard let index = indices[connection] else { return }
        lines[index].isLeaving = true
        change(lines[index].seat) { devices in
            for index in devices.indices where devices[index].connection == connection {
                devices[index].connection = nil
            }
        }
    }

    /// Forgets the seat's devices; its sockets stay for the last words.
    ///
    /// Returns them.
    mutating func startLeaving(_ seat: SeatNumber) -> [ConnectionID] {
        devices[seat] = nil
        departures[seat] = nil
        var leaving: [ConnectionID] = []
        for index in lines.indices where lines[index].seat == seat && !lines[index].isLeaving {
            lines[index].isLeaving = true
            leaving.append(lines[index].connection)
        }
        return leaving
    }

    /// Forgets a socket.
    @discardableResult
    mutating func remove(_ connection: ConnectionID) -> Line? {
        guard let index = indices.removeValue(forKey: connection) else { return nil }
        let line = lines[index]
        let last = lines.removeLast()
        if index < lines.count {
            lines[index] = last
            indices[last.connection] = index
        }
        return line
    }

    mutating func setMedia(_ media: MediaState, device id: DeviceID, of seat: SeatNumber) {
        change(seat) { devices in
            for index in devices.indices where devices[index].id == id { devices[index].media = media }
        }
    }

    /// Keeps a signal for a device that is reconnecting; the oldest give way.
    mutating func hold(_ signal: SignalMessage, for id: DeviceID, of seat: SeatNumber, limits: Limits) {
        change(seat) { devices in
            for index in devices.indices where devices[index].id == id {
                devices[index].heldSignals.append(signal)
                while devices[index].heldSignals.count > limits.heldSignalsMax
                    || devices[index].heldSignalBytes > limits.heldSignalBytesMax
                {
                    devices[index].heldSignals.removeFirst()
                }
            }
        }
    }

    /// The person left the room: what others signalled to them there is nothing to them any more.
    mutating func dropHeldSignals(of seat: SeatNumber) {
        change(seat) { devices in
            for index in devices.indices { devices[index].heldSignals = [] }
        }
    }

    /// Forgets devices whose time is over.
    ///
    /// Returns their seats.
    mutating func expireDevices(at now: Duration) -> Set<SeatNumber> {
        var changed: Set<SeatNumber> = []
        for (seat, list) in devices where list.contains(where: { $0.isExpired(at: now) }) {
            changed.insert(seat)
            change(seat) { $0.removeAll { $0.isExpired(at: now) } }
        }
        return changed
    }

    /// The seats whose time to come back is over, in seat order.
    func overdue(at now: Duration) -> [SeatNumber] {
        departures.filter { $0.value <= now }.keys.sorted()
    }

    private mutating func change(_ seat: SeatNumber, _ body: (inout [Device]) -> Void) {
        body(&devices[seat, default: []])
        if devices[seat]?.isEmpty == true { devices[seat] = nil }
    }
}

extension Attendance.Device {
    fileprivate var heldSignalBytes: Int {
        heldSignals.reduce(0) { $0 + $1.payload.utf8.count }
    }

    fileprivate func isExpired(at now: Duration) -> Bool {
        expires.map { $0 <= now } ?? false
    }
}
