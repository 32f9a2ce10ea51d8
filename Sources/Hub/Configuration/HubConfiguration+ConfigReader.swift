import Actors
package import Configuration
import Core
import Foundation
import Gateway
import Notifications
import Persistence

// Keys, types, ranges, defaults and secrets stand in ``HubSettings``.
extension HubConfiguration {
    /// Reads the variables of ``HubSettings``.
    package init(reader: ConfigReader) throws {
        self.init()
        let reader = SettingReader(reader)
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
        let retentionDays = try reader.value(of: HubSettings.retentionDays)
        retention = retentionDays == 0 ? nil : .seconds(retentionDays * 86_400)
        let addressDays = try reader.value(of: HubSettings.auditAddressDays)
        addressRetention = addressDays == 0 ? nil : .seconds(addressDays * 86_400)
        keyBackupPeriod = .seconds(try reader.value(of: HubSettings.keyBackupDays) * 86_400)
        let mail = try reader.value(of: HubSettings.mailDirectory)
        mailDirectory = mail.isEmpty ? nil : mail
        mailSender = try reader.value(of: HubSettings.mailSender)
        mailName = try reader.value(of: HubSettings.mailName)
        smtpServer = try reader.value(of: HubSettings.smtpServer)
        let certificates = try reader.value(of: HubSettings.smtpCertificates)
        smtpCertificates = certificates.isEmpty ? nil : certificates
        mailRetry.giveUpAfter = .seconds(try reader.value(of: HubSettings.mailRetryHours) * 3600)
        mailRules.reminderMinutes = try reader.value(of: HubSettings.reminderMinutes)
        mailRules.changeDelay = .seconds(try reader.value(of: HubSettings.mailChangeSeconds))
        webAddress = try reader.value(of: HubSettings.webAddress)
        loopCount = try reader.value(of: HubSettings.loops)
        logLevel = try reader.value(of: HubSettings.logLevel)
        logFormat = try reader.value(of: HubSettings.logFormat)
        metricsToken = try reader.value(of: HubSettings.metricsToken)
        consultations.periods.grace = .seconds(try reader.value(of: HubSettings.graceSeconds))
        consultations.periods.place = .seconds(try reader.value(of: HubSettings.placeSeconds))
        consultations.periods.early = .seconds(try reader.value(of: HubSettings.earlyMinutes) * 60)
        consultations.periods.longest = .seconds(try reader.value(of: HubSettings.longestHours) * 3600)
        jitsiURL = try reader.value(of: HubSettings.jitsiURL)
        consultations.iceServers = try reader.value(of: HubSettings.iceServers)
        webhookPrivateTargets = try reader.value(of: HubSettings.webhookPrivateTargets)
        webhooks.patience = .seconds(try reader.value(of: HubSettings.webhookRetryHours) * 3600)
        webhookTimeout = .seconds(try reader.value(of: HubSettings.webhookTimeoutSeconds))
        for limit in HubSettings.limits { try limit.apply(reader, to: &self) }
        try checkLimits()
        fitReplays()
    }

    /// Who comes back is not to be closed as slow for what they are brought.
    private mutating func fitReplays() {
        let most = server.limits.unwrittenBytesMax / 2
        consultations.limits.replayFrameBytesMax = min(consultations.limits.replayFrameBytesMax, most)
    }

    /// Limits that would contradict each other.
    private func checkLimits() throws(CommandFailure) {
        let longest = max(consultations.limits.signalBytesMax, consultations.limits.textBytesMax)
        guard consultations.messageBytesMax >= longest + Self.messageOverhead else {
            throw CommandFailure(
                .configuration,
                "LASO_LIMIT_MESSAGE_BYTES has to be at least \(Self.messageOverhead) more than "
                    + "LASO_LIMIT_SIGNAL_BYTES and LASO_LIMIT_TEXT_BYTES."
            )
        }
    }

    /// What stands around the longest text in a message.
    private static let messageOverhead = 1024

    /// Reads environment variables; those of this process unless others are given.
    static func read(
        from environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> HubConfiguration {
        let provider = EnvironmentVariablesProvider(environmentVariables: environment)
        return try HubConfiguration(reader: ConfigReader(provider: provider))
    }
}

extension SettingReader {
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
}
