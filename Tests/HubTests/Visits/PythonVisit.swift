import Foundation
import SwiftProtobuf
import Wire

@testable import Hub

/// `clients/python` as a program: it plays a visit and prints what each side saw.
enum PythonVisit {
    struct Record: Decodable {
        let doctor: Side
        let patient: Side
    }

    struct Side: Decodable {
        let recoveries: [String]
        let firstSeq: UInt64
        let gaps: Int
        let events: [Event]
        let closed: UInt16

        enum CodingKeys: String, CodingKey {
            case recoveries
            case firstSeq = "first_seq"
            case gaps
            case events
            case closed
        }
    }

    /// An event in proto3 JSON, made comparable by reading it with the schema and writing it again.
    struct Event: Decodable {
        let canonical: String

        init(jsonOf event: ProtoEvent) throws {
            canonical = try event.jsonString()
        }

        init(from decoder: any Swift.Decoder) throws {
            let value = try JSONFragment(from: decoder)
            canonical = try ProtoEvent(jsonUTF8Bytes: Array(JSONEncoder().encode(value))).jsonString()
        }
    }

    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    private static var interpreter: URL { root.appending(path: ".venv/bin/python") }

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: interpreter.path) }

    static func play(
        url: String,
        credentials: String,
        consultation: String,
        doctor: MessageFormat,
        patient: MessageFormat
    ) async throws -> Record {
        let process = Process()
        process.executableURL = interpreter
        process.arguments = [
            "-m", "laso_hub.visit", "--consultation", consultation, "--doctor", name(doctor), "--patient",
            name(patient),
        ]
        process.currentDirectoryURL = root.appending(path: "clients/python")
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LASO_HUB_URL": url, "LASO_HUB_CREDENTIALS": credentials,
        ]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let text = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Data, any Error>) in
            // Reading blocks, so it has a thread of its own.
            let reader = Thread {
                do {
                    try process.run()
                    let data = try output.fileHandleForReading.readToEnd() ?? Data()
                    process.waitUntilExit()
                    continuation.resume(returning: data)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            reader.start()
        }
        guard process.terminationStatus == 0 else {
            throw CommandFailure(.refused, "The Python visit failed with status \(process.terminationStatus).")
        }
        return try JSONDecoder().decode(Record.self, from: text)
    }

    private static func name(_ format: MessageFormat) -> String {
        switch format {
        case .binary: "binary"
        case .json: "json"
        }
    }
}

/// Any JSON, kept as it is.
private indirect enum JSONFragment: Codable {
    case object([String: JSONFragment])
    case array([JSONFragment])
    case string(String)
    case bool(Bool)
    case number(Double)

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode([String: JSONFragment].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSONFragment].self) {
            self = .array(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        }
    }
}
