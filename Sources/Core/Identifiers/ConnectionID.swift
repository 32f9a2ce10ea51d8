/// Names one socket for as long as it lives, on whichever node it ended.
///
/// `boot` differs at every start of a node, so a connection of an earlier life is never mistaken for a living one.
package struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    package let boot: UInt64
    package let serial: UInt64

    package init(boot: UInt64, serial: UInt64) {
        self.boot = boot
        self.serial = serial
    }

    package var description: String { "\(String(boot, radix: 16)).\(serial)" }
}
