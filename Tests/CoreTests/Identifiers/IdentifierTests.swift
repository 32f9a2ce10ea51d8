import Core
import FoundationEssentials
import Testing

struct IdentifierTests {
    @Test func textIsTheCanonicalFormInLowerCase() throws {
        let id = ConsultationID(uuid: UUID(high: 0x0190_8A3B_7C01_7000, low: 0x8000_0000_0000_00AB))
        #expect(id.description == "01908a3b-7c01-7000-8000-0000000000ab")
        #expect(ConsultationID(id.description) == id)
        #expect(ConsultationID("01908A3B-7C01-7000-8000-0000000000AB") == id)
    }

    @Test func textIsFoundationsForManyIdentifiers() {
        for _ in 0..<1000 {
            let uuid = UUID()
            #expect(uuid.canonicalText == uuid.uuidString.lowercased())
            #expect(UUID(canonical: uuid.uuidString) == uuid)
        }
    }

    @Test(arguments: [
        "", "1", "01908a3b7c0170008000000000000002", "01908a3b-7c01-7000-8000-00000000000g",
        "01908a3b-7c01-7000-8 00-000000000002", "01908a3b-7c01-7000-8000-0000000000-2",
        "01908a3b07c01-7000-8000-000000000002", "01908a3b-7c01-7000-8000-00000000000\u{E9}",
        " 1908a3b-7c01-7000-8000-000000000002", "01908a3b-7c01-7000-8000-0000000000+2",
    ])
    func otherTextIsNoIdentifier(_ text: String) {
        #expect(PersonID(text) == nil)
    }

    @Test func bucketsFollowTheLastBytes() {
        let id = ConsultationID(uuid: UUID(high: 0, low: 0x1234))
        #expect(id.bucket(of: 1) == 0)
        #expect(id.bucket(of: 16) == 4)
    }

    @Test func entityNamesItsKind() {
        let id = ConsultationID(uuid: UUID(high: 0, low: 1))
        #expect(EntityID(id).description == "consultation/00000000-0000-0000-0000-000000000001")
    }

    @Test func instancesGrowWithEpochThenSerial() {
        let first = ClientInstance(epoch: 1, serial: 0xFF_FFFF_FFFF)
        let second = ClientInstance(epoch: 2, serial: 0)
        #expect(first < second)
        #expect(first.number == 0x1FF_FFFF_FFFF)
    }
}
