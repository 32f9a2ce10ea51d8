import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import Notifications
import REST
import TestKit
import Testing

/// How people sign in, in a clinic whose directory is a real one.
extension Clinic {
    static let loginPath = "/telemedicine/api/auth/login/"
    static let refreshPath = "/telemedicine/api/auth/refresh/"

    /// The same clinic with all its people in a real directory.
    static func withDirectory() async throws -> Clinic {
        var clinic = try await Clinic()
        let directory = clinic.dependencies.signIn.directory
        for user in [clinic.doctor, clinic.patient, clinic.staff, clinic.admin] {
            let identity = try #require(user.identity)
            _ = try await directory.add(
                NewPerson(id: user.id, identity, role: user.role, passwordHash: user.passwordHash.value)
            )
        }
        clinic.dependencies.users = directory
        return clinic
    }

    /// The same clinic, where the header field `X-Address` says from where a request comes.
    func withAddresses() -> Clinic {
        var clinic = self
        let name = HTTPField.Name("X-Address")
        clinic.dependencies.admit = { request, _ in
            var admission = Admission()
            let number = name.flatMap { request.headerFields[$0] }.flatMap { UInt32($0) }
            admission.client = number.map { ClientAddress(ipv4: $0) }
            return admission
        }
        return clinic
    }

    /// Sends the mails that wait.
    func deliverMail() async {
        _ = await postOffice.round()
    }

    func logIn(
        _ user: User,
        password: String = FakeUsers.password,
        more: String = "",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let email = user.email.value?.text ?? ""
        let body = #"{"email": "\#(email)", "password": "\#(password)"\#(more)}"#
        return try await send(.post, Self.loginPath, headers: headers, body: body)
    }

    /// The tokens of a new sign-in.
    func tokens(of user: User) async throws -> (access: String, refresh: String) {
        let answer = try await logIn(user)
        let access = try #require(try answer.json["access_token"] as? String)
        let refresh = try #require(try answer.json["refresh_token"] as? String)
        return ("Bearer \(access)", refresh)
    }

    func refresh(_ token: String) async throws -> Answer {
        try await send(.post, Self.refreshPath, body: #"{"refresh_token": "\#(token)"}"#)
    }
}
