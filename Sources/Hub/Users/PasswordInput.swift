import ArgumentParser

/// Where a command gets a password from: never from its arguments, which others on the machine can see.
struct PasswordInput: ParsableArguments {
    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Flag(help: "Make a password, and print it once.")
    var generatePassword = false

    func validate() throws {
        guard passwordStdin != generatePassword else {
            throw ValidationError("Give either --password-stdin or --generate-password.")
        }
    }

    func read() throws(CommandFailure) -> String {
        if generatePassword {
            var generator = SystemRandomNumberGenerator()
            return GeneratedPassword.make(using: &generator)
        }
        guard let line = readLine(), !line.isEmpty else {
            throw CommandFailure(.usage, "Standard input has no password on its first line.")
        }
        return line
    }

    /// Tells a password that was made; it is kept nowhere.
    func tell(_ password: String) {
        if generatePassword { Terminal.say("password: \(password)") }
    }
}
