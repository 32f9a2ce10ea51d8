import Actors
package import Configuration
import Core
import Foundation

// Keys, types, ranges, defaults and secrets stand in ``HubSettings``.
extension HubConfiguration {
    /// Reads the variables of ``HubSettings``.
    package init(reader: ConfigReader) throws {
        self.init()
        host = try reader.value(of: HubSettings.host)
        port = try reader.value(of: HubSettings.port)
        certificate = try reader.certificateFiles()
        allowedHosts = try reader.value(of: HubSettings.allowedHosts)
        trustedOrigins = try reader.value(of: HubSettings.trustedOrigins)
        trustedProxies = try reader.value(of: HubSettings.trustedProxies)
        dataDirectory = try reader.value(of: HubSettings.dataDirectory)
        masterKey = try reader.value(of: HubSettings.secretKey)
        let checkpoints = try reader.value(of: HubSettings.checkpointDirectory)
        checkpointDirectory = checkpoints.isEmpty ? nil : checkpoints
        checkpointPeriod = .seconds(try reader.value(of: HubSettings.checkpointSeconds))
        loopCount = try reader.value(of: HubSettings.loops)
        logLevel = try reader.value(of: HubSettings.logLevel)
        consultations.periods.grace = .seconds(try reader.value(of: HubSettings.graceSeconds))
        consultations.iceServers = try reader.value(of: HubSettings.iceServers)
    }

    /// Reads environment variables; those of this process unless others are given.
    static func read(
        from environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> HubConfiguration {
        let provider = EnvironmentVariablesProvider(environmentVariables: environment)
        return try HubConfiguration(reader: ConfigReader(provider: provider))
    }
}

extension ConfigReader {
    /// Both files or neither: half of a pair is a slip, and serving HTTP instead would be a worse one.
    fileprivate func certificateFiles() throws(CommandFailure) -> CertificateFiles? {
        let chain = try value(of: HubSettings.certificate)
        let key = try value(of: HubSettings.certificateKey)
        guard chain.isEmpty == key.isEmpty else {
            let missing = chain.isEmpty ? HubSettings.certificate : HubSettings.certificateKey
            throw CommandFailure(.configuration, "\(missing.name) is not set; it has to be \(missing.rule).")
        }
        return chain.isEmpty ? nil : CertificateFiles(chain: chain, key: key)
    }

    fileprivate func value<Value>(of setting: Setting<Value>) throws(CommandFailure) -> Value {
        let key = ConfigKey(setting.name.lowercased().split(separator: "_").map(String.init))
        let text = string(forKey: key, isSecret: setting.isSecret, default: setting.standard)
        guard let value = setting.parse(text) else {
            let found = setting.isSecret ? "has a value that can't be read" : "is \"\(text)\""
            throw CommandFailure(.configuration, "\(setting.name) \(found); it has to be \(setting.rule).")
        }
        return value
    }
}
