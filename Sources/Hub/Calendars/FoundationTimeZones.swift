import Core
import Foundation
import Synchronization

/// The time zones that come with Foundation.
///
/// Only names of places (and `UTC`) are known: abbreviations like `CEST` mean something else in summer and in winter.
final class FoundationTimeZones: TimeZones {
    private static let names = Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC"])

    /// Zones that were asked for; calendars ask from any loop, and hold it for one look-up.
    private let zones = Mutex<[TimeZoneName: TimeZone]>([:])

    func offset(of zone: TimeZoneName, at time: Timestamp) -> Int? {
        let known = zones.withLock { $0[zone] }
        guard let found = known ?? find(zone) else { return nil }
        return found.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
    }

    private func find(_ name: TimeZoneName) -> TimeZone? {
        guard Self.names.contains(name.description), let zone = TimeZone(identifier: name.description) else {
            return nil
        }
        zones.withLock { $0[name] = zone }
        return zone
    }
}
