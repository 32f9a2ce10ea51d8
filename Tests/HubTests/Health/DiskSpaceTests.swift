import Foundation
import Testing

@testable import Hub
@testable import REST

@Suite struct DiskSpaceTests {
    @Test(arguments: [
        (DiskSpace.lowBytes, true, HealthPart.State.ok), (DiskSpace.lowBytes - 1, true, .degraded),
        (DiskSpace.leastBytes, true, .degraded), (DiskSpace.leastBytes - 1, true, .unavailable),
        (DiskSpace.lowBytes, false, .unavailable),
    ])
    func theStateFollowsTheRoom(free: Int, isWritable: Bool, state: HealthPart.State) {
        #expect(DiskSpace(freeBytes: free, totalBytes: .max, isWritable: isWritable).state == state)
    }

    @Test func aFolderHasADiskAndOneThatIsNotThereHasNone() throws {
        let space = try #require(DiskSpace(of: "/tmp"))
        #expect(space.isWritable && space.totalBytes > 0 && space.freeBytes <= space.totalBytes)
        #expect(DiskSpace(of: "/tmp/there is no such folder") == nil)
        #expect(DiskSpace.size(of: "/tmp/there is no such file") == nil)
    }
}
