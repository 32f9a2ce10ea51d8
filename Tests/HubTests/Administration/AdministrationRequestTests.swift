import Foundation
import Testing

@testable import Hub

@Suite struct AdministrationRequestTests {
    @Test func aRequestIsOneFlatObject() throws {
        let line =
            #"{"command": "user.add", "email": "a@b.example", "role": "doctor", "name": "A", "password": "secret12"}"#
        let request = try JSONDecoder().decode(AdministrationRequest.self, from: Data(line.utf8))
        let user = AdministrationRequest.NewUser(email: "a@b.example", role: "doctor", name: "A", password: "secret12")
        #expect(request == .addUser(user))
        let encoded = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(AdministrationRequest.self, from: encoded) == request)
    }

    @Test(arguments: [
        AdministrationRequest.listUsers(.init(search: "ada", role: "doctor", isDisabled: true, offset: 12)),
        .listUsers(.init()), .changeUser(.init(email: "a@b.example", isDisabled: false)),
        .changeUser(.init(email: "a@b.example", role: "staff")),
        .setPassword(.init(email: "a@b.example", password: "secret12", removesSecondFactor: true)),
        .erase(.init(consultation: "x")), .rotateKeys, .read(.init(purpose: .backup)),
        .read(.init(purpose: .export, consultation: "x")), .read(.init(purpose: .backupWithKeys)),
    ])
    func everyRequestIsReadAsItWasWritten(request: AdministrationRequest) throws {
        let line = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(AdministrationRequest.self, from: line) == request)
    }

    @Test(arguments: ["", "[]", "{}", #"{"command": "user.remove"}"#, #"{"command": "user.add", "email": 1}"#])
    func anythingElseIsAnError(line: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(AdministrationRequest.self, from: Data(line.utf8))
        }
    }
}
