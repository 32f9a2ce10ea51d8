import Core

/// The mails that the hub writes.
struct Letters: Sendable {
    let webAddress: String?

    func registration(_ email: EmailAddress, token: String) -> Mail {
        Mail(
            to: email,
            subject: "Confirm your registration",
            text: """
                Somebody, probably you, wants to register with this address. To confirm it, \(way("register", token))

                It asks for the password that you chose then, and is good for a day. If it was not you, there is nothing to
                do, and no account is made.
                """
        )
    }

    func alreadyHere(_ email: EmailAddress) -> Mail {
        Mail(
            to: email,
            subject: "You are registered already",
            text: """
                Somebody, probably you, wanted to register with this address. It has an account already: sign in with your
                password, or ask for a new one if you have lost it. If it was not you, there is nothing to do.
                """
        )
    }

    func reset(_ email: EmailAddress, token: String) -> Mail {
        Mail(
            to: email,
            subject: "Choose a new password",
            text: """
                Somebody, probably you, has lost the password of this account. To choose a new one, \(way("reset", token))

                It is good for an hour, and once. If it was not you, there is nothing to do.
                """
        )
    }

    func welcome(_ email: EmailAddress, token: String) -> Mail {
        Mail(
            to: email,
            subject: "You have an account now",
            text: """
                An account was made for you. To choose your password, \(way("reset", token))

                It is good for an hour, and once. After that, ask for a new password where you sign in.
                """
        )
    }

    /// The token stands behind a number sign, so that a browser sends it to nobody.
    private func way(_ page: String, _ token: String) -> String {
        guard let webAddress else { return "use this code:\n\n\(token)" }
        return "open this page:\n\n\(webAddress)/\(page)/#token=\(token)"
    }
}
