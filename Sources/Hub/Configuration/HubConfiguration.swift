package import Actors
package import Auth
package import Gateway
package import Logging
package import Notifications
package import Persistence
import REST

/// Everything that can be set about a hub.
///
/// Reading it from the environment is in `HubConfiguration+ConfigReader.swift`.
package struct HubConfiguration: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// 0 lets the system choose.
    package var port = 8005
    /// The certificate with which the hub speaks HTTPS; `nil` for HTTP.
    package var certificate: CertificateFiles?
    /// By which names it answers; `nil` for those of this machine and ``host``.
    package var allowedHosts: AllowedHosts?
    /// Whose pages may act on the hub, beside its own.
    package var trustedOrigins = TrustedOrigins()
    /// Whose word about clients is believed.
    package var trustedProxies = TrustedProxies()
    /// Where the hub keeps its files, closed to other accounts of the machine.
    package var dataDirectory = ".data"
    /// The installation's own secret; `nil` where none is set, and then the hub does not start.
    package var masterKey: MasterKey?
    /// Where signed checkpoints are kept; `nil` for the data folder.
    package var checkpointDirectory: String?
    /// Between two signed checkpoints.
    package var checkpointPeriod: Duration = .seconds(300)
    /// How long after its end the content of a visit is kept; `nil` for ever.
    package var retention: Duration?
    /// How long addresses in the audit are kept; `nil` for ever.
    package var addressRetention: Duration? = .seconds(180 * 86_400)
    /// How long copies of the key file are kept, as whoever runs the hub says.
    package var keyBackupPeriod: Duration = .seconds(30 * 86_400)
    /// Event loops, each with a thread: sockets and consultations are spread over them.
    package var loopCount = 1
    package var logLevel = Logger.Level.info
    package var logFormat = LogFormat.auto
    /// What a reader of `/metrics` has to show; `nil` lets only this machine read.
    package var metricsToken: String?
    /// Where Jitsi Meet is; `nil` where there is none.
    package var jitsiURL: String?
    /// The limits and periods of every consultation, and what is told to clients.
    package var consultations = ConsultationSettings()
    /// The server's limits and periods, apart from what ``consultations`` announces to clients.
    package var server = SocketServer.Configuration()
    /// Bytes that the body of an HTTP request may have.
    package var bodyBytesMax = RESTDependencies.bodyBytesMaxDefault
    package var passwords = Passwords.Configuration()
    /// Where mail is handed over; `nil` for a folder in the data folder.
    package var mailDirectory: String?
    /// The address that mails come from.
    package var mailSender = "laso-hub@localhost"
    /// The name before that address.
    package var mailName: String?
    /// Who takes mails; `nil` for a folder.
    package var smtpServer: SMTPServer?
    /// The certificates by which it is known; `nil` for those of the machine.
    package var smtpCertificates: String?
    /// How often and how long mails are tried.
    package var mailRetry = RetryPolicy()
    /// Minutes before a visit at which its patient is reminded.
    package var mailRules = MailRules(reminderMinutes: [1440, 60], changeDelay: .seconds(30))
    /// Where the web client is, for links in mails.
    package var webAddress: String?
    /// FHIR bundles that are made at a time.
    package var fhirBundlesMax = RESTDependencies.fhirBundlesMaxDefault
    package var webhooks = WebhookSettings()
    /// Where webhooks may go to though it is not public.
    package var webhookPrivateTargets = AddressRanges()
    /// For one attempt.
    package var webhookTimeout: Duration = .seconds(10)
    /// How long sockets and requests may take to end after SIGTERM; what is left then is cut off.
    var shutdownMax: Duration { server.drainPeriod + server.closeDeadline + .seconds(10) }

    package init() {}

    /// The WebSocket edge, as `consultations` announces it to clients.
    var gateway: SocketServer.Configuration {
        var gateway = server
        gateway.pingInterval = consultations.pingInterval
        gateway.limits.messageBytesMax = consultations.messageBytesMax
        gateway.edge = edge
        return gateway
    }

    /// What requests have to be like.
    var edge: EdgeRules {
        var edge = EdgeRules()
        edge.isTLS = certificate != nil
        edge.hosts = allowedHosts ?? .local(and: host)
        edge.origins = trustedOrigins
        edge.proxies = trustedProxies
        return edge
    }

    /// Between two pings, as the edge does it and clients are told.
    var ping: Duration {
        get { consultations.pingInterval }
        set { consultations.pingInterval = newValue }
    }

    /// Takes into account that each connection is an open file.
    ///
    /// Returns the number of connections if that makes them fewer than they were to be.
    mutating func fit(openFiles: Int) -> Int? {
        let most = max(1, openFiles - OpenFiles.reserve)
        guard most < server.limits.connectionsMax else { return nil }
        server.limits.connectionsMax = most
        return most
    }

    var sender: MailSender { MailSender(address: mailSender, name: mailName) }

    var mailFolder: String { mailDirectory ?? dataDirectory + "/mail" }

    /// The folder of the hub's files.
    var folder: DataDirectory { DataDirectory(path: dataDirectory) }

    /// The files of the installation.
    var storePaths: StorePaths { StorePaths(folder: dataDirectory, checkpoints: checkpointDirectory) }

    /// The master key, from SECRET_KEY or, where that is not set, the one that an earlier `hub serve --dev` made.
    func requiredMasterKey() throws(CommandFailure) -> MasterKey {
        if let masterKey { return masterKey }
        if let secret = folder.developmentSecret(), let key = MasterKey(secret: secret) { return key }
        throw CommandFailure(
            .configuration,
            "SECRET_KEY is not set. It is the installation's own secret: make one with `openssl rand -hex 32`, "
                + "set it at every start, and keep a copy apart from the backups."
        )
    }

    /// What the hub's URLs begin with.
    package var scheme: String { certificate == nil ? "http" : "https" }

    /// Whether only programs on this machine can reach the hub.
    package var isLoopbackOnly: Bool {
        host == "localhost" || host == "::1" || host.wholeMatch(of: #/127(\.\d{1,3}){3}/#) != nil
    }
}
