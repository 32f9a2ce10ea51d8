import Core
import HTTPTypes
import Hummingbird
import Wire

extension APIError {
    /// A cookie came along, and nothing that shows that one of the hub's own pages sent it.
    static let csrfFailed = APIError(
        status: .forbidden,
        code: "csrf_failed",
        detail: "Send the csrf_token of the sign-in in the header X-CSRFToken."
    )

    /// The password was right, and a second factor is asked for.
    static let secondFactorRequired = APIError(
        status: .unauthorized,
        code: "second_factor_required",
        detail: "Sign in again with a code of your authenticator, or with a recovery code.",
        headers: [.wwwAuthenticate: "Bearer"]
    )

    static let badSecondFactor = APIError(
        status: .unauthorized,
        code: "bad_second_factor",
        detail: "The code is wrong, out of date, or was used before.",
        headers: [.wwwAuthenticate: "Bearer"]
    )

    /// Somebody else may have the token.
    static let refreshReused = APIError(
        status: .unauthorized,
        code: "refresh_reused",
        detail: "This refresh token was used before, so the sign-in was ended. Sign in again.",
        headers: [.wwwAuthenticate: "Bearer"]
    )

    /// From a mail.
    static let invalidToken = APIError(
        status: .badRequest,
        code: "invalid_token",
        detail: "This token is not valid any more. Ask for a new mail."
    )

    /// Administrators can't shut themselves out.
    static let ownAccount = APIError(
        status: .conflict,
        code: "own_account",
        detail: "Ask another administrator to change your own role or standing."
    )

    /// Too many wrong passwords.
    static func waitBeforeSignIn(_ wait: Duration) -> APIError {
        APIError(
            status: .tooManyRequests,
            code: "too_many_sign_ins",
            detail: "There were too many attempts to sign in. Try again later.",
            headers: [.retryAfter: wholeSeconds(wait)]
        )
    }

    /// Too many changes of one's own name and settings.
    static func waitToChange(_ wait: Duration) -> APIError {
        APIError(
            status: .tooManyRequests,
            code: "too_many_requests",
            detail: "You have changed this too often. Try again later.",
            headers: [.retryAfter: wholeSeconds(wait)]
        )
    }

    private static func wholeSeconds(_ wait: Duration) -> String {
        String(max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)))
    }
}
