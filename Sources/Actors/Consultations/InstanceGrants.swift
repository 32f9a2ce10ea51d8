package import Core
import Synchronization

/// Numbers the runs of client programs, for the whole node: see ``ClientInstance``.
package final class InstanceGrants: Sendable {
    private let epoch: UInt32
    private let granted = Atomic<UInt64>(0)

    package init(epoch: UInt32) {
        self.epoch = epoch
    }

    /// A number that was never granted before, and is higher than all that were.
    package func grant() -> ClientInstance {
        ClientInstance(epoch: epoch, serial: granted.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    /// Whether this number can have been granted, by this owner or one before it.
    package func includes(_ instance: ClientInstance) -> Bool {
        let last = ClientInstance(epoch: epoch, serial: granted.load(ordering: .relaxed))
        return instance <= last
    }
}
