import Core
import Testing

struct RoleTests {
    @Test(arguments: Role.allCases)
    func nameReadsBack(_ role: Role) {
        #expect(Role(name: role.name) == role)
    }

    @Test(arguments: ["", "Doctor", "nurse"])
    func unknownNameIsNoRole(_ name: String) {
        #expect(Role(name: name) == nil)
    }

    /// The table of `docs/consultation.md`, written out.
    @Test func permissionsAreTheRules() {
        let rules: [Role: Set<Permission>] = [
            .patient: [],
            .doctor: [.host, .moderate, .conduct, .end, .note],
            .interpreter: [],
            .staff: [.host, .moderate, .end],
            .admin: [],
            .guest: [],
        ]
        for role in Role.allCases {
            let allowed = Set(Permission.allCases.filter(role.allows))
            #expect(allowed == rules[role], "\(role)")
        }
    }

    @Test func everyoneButTheAdministratorCanBeSeated() {
        #expect(Role.allCases.filter(\.canBeSeated) == [.patient, .doctor, .interpreter, .staff, .guest])
    }
}
