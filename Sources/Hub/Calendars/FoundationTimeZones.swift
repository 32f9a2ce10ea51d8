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

    /// Whether it is like `Asia/Kolkata`: of the names that a place has had, Foundation lists only one.
    private static func isPlace(_ name: String) -> Bool {
        name.contains("/") && name.split(separator: "/").allSatisfy { $0.first?.isUppercase == true }
    }

    private func find(_ name: TimeZoneName) -> TimeZone? {
        let text = name.description
        guard Self.names.contains(text) || Self.isPlace(text), let zone = TimeZone(identifier: text) else { return nil }
        zones.withLock { $0[name] = zone }
        return zone
    }
}
