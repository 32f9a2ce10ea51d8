import Client
import Foundation
import NIOPosix
import Testing

@testable import Hub

/// The hub of a hostile run, seen from outside: its metrics, its memory, its open files, and its people.
struct HostileHub: Sendable {
    static let password = "known to everybody"

    let pid: pid_t
    let port: Int
    private let administration: AdministrationClient

    init(_ process: HubProcess) throws {
        pid = try #require(process.pid)
        port = process.port
        administration = AdministrationClient(path: DataDirectory(path: process.folder).socketPath)
    }

    var address: HubAddress { HubAddress(host: "127.0.0.1", port: port) }

    /// Makes an account and signs in.
    func person(_ name: String, role: String) async throws -> SignedIn {
        let email = "\(name)@clinic.example"
        let user = AdministrationRequest.NewUser(email: email, role: role, name: name, password: Self.password)
        let answer = try #require(try await administration.send(.addUser(user)))
        try #require(answer.ok, "\(answer.detail ?? "")")
        let (rest, signIn) = try await RESTClient(address).signIn(email: email, password: Self.password)
        return SignedIn(email: email, rest: rest, token: signIn.accessToken)
    }

    /// The series of `/metrics`, by name and labels.
    func metrics() async throws -> [String: Double] {
        let socket = try await HostileSocket(port: port, from: "127.0.0.1", on: MultiThreadedEventLoopGroup.singleton)
        socket.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        try #require(await socket.answer() == .answered(200))
        var series: [String: Double] = [:]
        for line in await socket.rest().split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            series[String(line[..<space])] = Double(line[space...].dropFirst())
        }
        return series
    }

    /// Memory in RAM, in bytes.
    func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }
}
