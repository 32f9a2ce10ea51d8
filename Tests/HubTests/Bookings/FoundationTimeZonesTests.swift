import Core
import TestKit
import Testing

@testable import Hub

@Suite struct FoundationTimeZonesTests {
    /// The tables that other tests go by are the world's.
    @Test(arguments: TestTimeZones().names)
    func theZonesOfTheTestsAreReal(name: String) throws {
        let zone = try #require(TimeZoneName(name))
        let (real, tables) = (FoundationTimeZones(), TestTimeZones())
        var time = try #require(Timestamp(rfc3339: "2026-01-01T00:15:00Z"))
        let end = try #require(Timestamp(rfc3339: "2027-12-31T00:00:00Z"))
        while time < end {
            let offsets = (real.offset(of: zone, at: time), tables.offset(of: zone, at: time))
            #expect(offsets.0 == offsets.1, "\(name) at \(time.rfc3339)")
            if offsets.0 != offsets.1 { return }
            time = time + .seconds(1800)
        }
    }

    @Test(arguments: ["CEST", "GMT+5", "Mars/Base", "europe/berlin", "Europe", "posixrules", "A"])
    func whatIsNoPlaceIsNoZone(name: String) throws {
        let zone = try #require(TimeZoneName(name))
        #expect(!FoundationTimeZones().isKnown(zone))
    }
}
