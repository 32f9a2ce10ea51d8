import NIOCore

/// The machine's uptime in nanoseconds: the one clock of a run, whatever process or loop reads it.
package enum Uptime {
    package static func now() -> UInt64 { NIODeadline.now().uptimeNanoseconds }

    static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(max(0, seconds) * 1e9) }
}
