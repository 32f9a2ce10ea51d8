import Auth
import HTTPTypes

/// A method as a test argument.
enum HTTPMethod: Sendable {
    case get
    case post

    var value: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        }
    }

    var body: String? {
        switch self {
        case .get: nil
        case .post: "{}"
        }
    }
}

extension Passwords.Configuration {
    /// Takes nobody.
    static var full: Self {
        var configuration = Self()
        configuration.queueMax = 0
        return configuration
    }
}
