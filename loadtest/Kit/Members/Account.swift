/// Somebody who can sign in.
package struct Account: Hashable, Sendable {
    package var email: String
    package var password: String
    /// `doctor` or `staff`, as which they may also sit as anything less.
    package var role: String
    package var id = ""
    package var token = ""

    package init(email: String, password: String, role: String) {
        self.email = email
        self.password = password
        self.role = role
    }
}
