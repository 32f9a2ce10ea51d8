import Actors
import Foundation
import Gateway
import Logging
import Notifications
import Persistence

/// Every variable that the hub reads.
///
/// An unset one has its default; a bad value is an error, never ignored.
enum HubSettings {
    static let host = Setting.text("LASO_HOST", "address to listen on", standard: "127.0.0.1")
    static let port = Setting.number(
        "LASO_PORT",
        "port to listen on; 0 takes any free one",
        in: 0...65_535,
        standard: 8005
    )
    static let certificate = Setting<String>(
        name: "LASO_TLS_CERTIFICATE",
        meaning: "file with the hub's certificate and its chain, looked at again every minute and on SIGHUP; "
            + "with it the hub speaks HTTPS, without it HTTP",
        rule: "the path of a PEM file, set together with LASO_TLS_KEY",
        standard: "",
        parse: { $0 }
    )
    static let certificateKey = Setting<String>(
        name: "LASO_TLS_KEY",
        meaning: "file with the certificate's private key",
        rule: "the path of a PEM file, set together with LASO_TLS_CERTIFICATE",
        standard: "",
        parse: { $0 }
    )
    static let allowedHosts = Setting<AllowedHosts?>(
        name: "ALLOWED_HOSTS",
        meaning: "names by which the hub answers; empty for localhost, 127.0.0.1, [::1] and LASO_HOST",
        rule: "names without ports, separated by commas; .example.org means it and all below it, * any name",
        standard: "",
        parse: { text in text.isEmpty ? .some(nil) : AllowedHosts(text).map(Optional.some) }
    )
    static let trustedOrigins = Setting<TrustedOrigins>(
        name: "CSRF_TRUSTED_ORIGINS",
        meaning: "origins of web pages that may act on the hub, beside its own",
        rule: "origins like https://app.example.org or https://*.example.org, separated by commas",
        standard: "",
        parse: { TrustedOrigins($0) }
    )
    static let trustedProxies = Setting<TrustedProxies>(
        name: "LASO_TRUSTED_PROXIES",
        meaning: "proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-ID are believed",
        rule: "addresses and ranges like 10.0.0.0/8 or 2001:db8::/32, separated by commas",
        standard: "",
        parse: { TrustedProxies($0) }
    )
    static let dataDirectory = Setting.text(
        "LASO_DATA_DIR",
        "folder for the hub's files; made when missing, closed to other accounts",
        standard: ".data"
    )
    static let secretKey = Setting<MasterKey?>(
        name: "SECRET_KEY",
        meaning: "the installation's own secret, the same at every start; without it nothing can be read",
        rule: "a text of at least \(MasterKey.secretBytesMin) bytes",
        standard: "",
        isSecret: true,
        parse: { text in text.isEmpty ? .some(nil) : MasterKey(secret: text).map(Optional.some) }
    )
    static let checkpointDirectory = Setting<String>(
        name: "LASO_CHECKPOINT_DIR",
        meaning: "folder for the signed checkpoints, best on another disk; empty for the data folder",
        rule: "a path",
        standard: "",
        parse: { $0 }
    )
    static let checkpointSeconds = Setting.number(
        "LASO_CHECKPOINT_SECONDS",
        "time between two signed checkpoints",
        in: 1...86_400,
        standard: 300
    )
    static let retentionDays = Setting.number(
        "LASO_RETENTION_DAYS",
        "how long after its end the content of a visit is kept; then it is erased, unless on legal hold; 0 keeps it for ever",
        in: 0...36_500,
        standard: 0
    )
    static let auditAddressDays = Setting.number(
        "LASO_AUDIT_ADDRESS_DAYS",
        "how long addresses in the audit are kept, by whole months; its rows stay; 0 keeps them for ever",
        in: 0...36_500,
        standard: 180
    )
    static let keyBackupDays = Setting.number(
        "LASO_KEY_BACKUP_DAYS",
        "how long you keep copies of the key file; what certificates of erasure say",
        in: 0...3650,
        standard: 30
    )
    static let mailDirectory = Setting<String>(
        name: "LASO_MAIL_DIR",
        meaning:
            "folder into which mails are put, one file each, where SMTP_URL is not set; empty for the folder mail in the "
            + "data folder",
        rule: "a path",
        standard: "",
        parse: { $0 }
    )
    static let mailSender = Setting<String>(
        name: "LASO_MAIL_FROM",
        meaning: "address that mails come from",
        rule: "an e-mail address",
        standard: "laso-hub@localhost",
        parse: { $0.wholeMatch(of: #/[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~\-]+@[A-Za-z0-9.\-]+/#).map { String($0.output) } }
    )
    static let mailName = Setting<String?>(
        name: "LASO_MAIL_NAME",
        meaning: "name that mails come from, before the address",
        rule: "a text of at most 100 characters without line breaks",
        standard: "",
        parse: { text in
            text.isEmpty ? .some(nil) : text.wholeMatch(of: #/[^\p{Cc}]{1,100}/#).map { String($0.output) }
        }
    )
    static let smtpServer = Setting<SMTPServer?>(
        name: "SMTP_URL",
        meaning: "mail server that takes the hub's mails; without it they are put into a folder",
        rule: "smtps://user:password@host:465 (TLS), smtp://user:password@host:587 (STARTTLS) or smtp+plain://host:25 "
            + "(not encrypted, and a password only to this machine)",
        standard: "",
        isSecret: true,
        parse: { text in text.isEmpty ? .some(nil) : SMTPServer(url: text).map(Optional.some) }
    )
    static let smtpCertificates = Setting<String>(
        name: "LASO_SMTP_CA",
        meaning: "file with the certificates by which the mail server is known; empty for those of the machine",
        rule: "the path of a PEM file",
        standard: "",
        parse: { $0 }
    )
    static let mailRetryHours = Setting.number(
        "LASO_MAIL_RETRY_HOURS",
        "how long a mail is tried again that the mail server does not take yet",
        in: 1...168,
        standard: 24
    )
    static let reminderMinutes = Setting<[Int]>(
        name: "LASO_REMINDER_MINUTES",
        meaning: "how long before a visit its patient is reminded by mail; empty for never",
        rule: "at most 4 whole numbers from 5 to 20160, separated by commas",
        standard: "1440,60",
        parse: { text in
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            if text.isEmpty { return [] }
            return numbers.count <= 4 && numbers.allSatisfy((5...20_160).contains) ? numbers : nil
        }
    )
    static let mailChangeSeconds = Setting.number(
        "LASO_MAIL_CHANGE_SECONDS",
        "how long a mail about a moved visit waits for the next move, which goes in its place",
        in: 0...3600,
        standard: 30
    )
    static let webAddress = Setting<String?>(
        name: "LASO_WEB_ADDRESS",
        meaning: "where the web client is, for links in mails; without it mails have codes only",
        rule: "an address like https://clinic.example.org, without a slash at the end",
        standard: "",
        parse: { text in
            text.isEmpty ? .some(nil) : text.wholeMatch(of: #/https?:\/\/[^\s\/#?]+/#).map { String($0.output) }
        }
    )
    static let loops = Setting.number(
        "LASO_LOOPS",
        "event loops, each with a thread of its own",
        in: 1...256,
        standard: min(ProcessInfo.processInfo.activeProcessorCount, 256)
    )
    static let logLevel = Setting<Logger.Level>(
        name: "LASO_LOG_LEVEL",
        meaning: "least level of the log lines on standard error",
        rule: "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "),
        standard: Logger.Level.info.rawValue,
        parse: Logger.Level.init(rawValue:)
    )
    static let logFormat = Setting<LogFormat>(
        name: "LASO_LOG_FORMAT",
        meaning:
            "form of the log lines: json, one object a line, or text; auto is text on a terminal and json elsewhere",
        rule: "one of " + LogFormat.allCases.map(\.rawValue).joined(separator: ", "),
        standard: LogFormat.auto.rawValue,
        parse: LogFormat.init(rawValue:)
    )
    static let metricsToken = Setting<String?>(
        name: "LASO_METRICS_TOKEN",
        meaning: "what a reader of /metrics has to show as its bearer token; without it only this machine may read",
        rule: "at least 16 letters, digits and -._~+/",
        standard: "",
        isSecret: true,
        parse: { text in
            text.isEmpty ? .some(nil) : text.wholeMatch(of: #/[A-Za-z0-9\-._~+\/]{16,}=*/#).map { String($0.output) }
        }
    )
    static let graceSeconds = Setting.number(
        "LASO_GRACE_SECONDS",
        "how long a lost socket keeps its person's seat",
        in: 1...600,
        standard: 30
    )
    static let placeSeconds = Setting.number(
        "LASO_PLACE_SECONDS",
        "how long a lost socket keeps its person's place in the waiting room",
        in: 1...3600,
        standard: 300
    )
    static let earlyMinutes = Setting.number(
        "LASO_EARLY_MINUTES",
        "how long before its start the waiting room of a consultation opens",
        in: 0...5_256_000,
        standard: 30
    )
    static let longestHours = Setting.number(
        "LASO_LONGEST_HOURS",
        "how long after its start a visit ends whoever is there",
        in: 1...168,
        standard: 12
    )
    static let jitsiURL = Setting<String?>(
        name: "LASO_JITSI_URL",
        meaning: "where Jitsi Meet is, for visits that use it; without it they have no room",
        rule: "an address like https://meet.example.org",
        standard: "",
        parse: { text in
            text.isEmpty
                ? .some(nil) : text.wholeMatch(of: #/https:\/\/[A-Za-z0-9.\-]+(:[0-9]+)?/#).map { String($0.output.0) }
        }
    )
    static let iceServers = Setting<[IceServer]>(
        name: "LASO_ICE_SERVERS",
        meaning: "STUN and TURN servers that browsers are told to use",
        rule: #"JSON like [{"urls": ["turn:turn.example.org"], "username": "…", "credential": "…"}]"#,
        standard: "[]",
        isSecret: true,
        parse: IceServer.list(from:)
    )

    static let webhookPrivateTargets = Setting<AddressRanges>(
        name: "LASO_WEBHOOK_PRIVATE_TARGETS",
        meaning: "addresses that webhooks may go to though they are not public; only these may be spoken to in HTTP",
        rule: "addresses and ranges like 10.20.0.0/16 or fd00::/8, separated by commas",
        standard: "",
        parse: { AddressRanges($0) }
    )
    static let webhookRetryHours = Setting.number(
        "LASO_WEBHOOK_RETRY_HOURS",
        "how long a webhook that can't be delivered is tried again, until it is paused",
        in: 1...720,
        standard: 24
    )
    static let webhookTimeoutSeconds = Setting.number(
        "LASO_WEBHOOK_TIMEOUT_SECONDS",
        "how long a receiver may take to answer a webhook",
        in: 1...60,
        standard: 10
    )

    /// Name, meaning, rule and default of each, for `hub check --list`.
    static let all: [any AnySetting] =
        [
            host, port, certificate, certificateKey, allowedHosts, trustedOrigins, trustedProxies, dataDirectory,
            secretKey, checkpointDirectory, checkpointSeconds, retentionDays, auditAddressDays, keyBackupDays,
            mailDirectory, mailSender, mailName, smtpServer, smtpCertificates, mailRetryHours, reminderMinutes,
            mailChangeSeconds, webAddress,
            loops, logLevel, logFormat, metricsToken, graceSeconds, placeSeconds, earlyMinutes, longestHours, jitsiURL,
            iceServers, webhookPrivateTargets, webhookRetryHours, webhookTimeoutSeconds,
        ] + limits.map(\.setting)
}
