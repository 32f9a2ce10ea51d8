import Persistence

extension MasterKey {
    /// Of every hub in these tests.
    static let test: MasterKey? = MasterKey(secret: "a secret for tests, known to everybody")
}
