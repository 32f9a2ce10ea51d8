package import Core

// The second factor; `Auth` makes and checks its codes.
extension Accounts {
    /// Keeps the secret of a new second factor, which is not asked for before it was confirmed.
    ///
    /// - Throws: `alreadyExists` where one is asked for already.
    package func makeSecondFactor(_ secret: [UInt8], of person: PersonID) async throws(Refusal) {
        try await change(person, by: .person(person)) { (account, _) throws(Refusal) in
            guard account.secondFactor?.isConfirmed != true else { throw .alreadyExists }
            return Decision([.secondFactorMade(secret: .present(secret))], ())
        }
    }

    /// Asks for it from now on.
    ///
    /// `step` says which step a shown code belongs to, if to any.
    ///
    /// - Throws: `wrongStatus` where none was made, or one is asked for already; `invalid` for a wrong code.
    package func confirmSecondFactor(
        recoveryHashes: [[UInt8]],
        of person: PersonID,
        step: @Sendable (_ secret: [UInt8], _ lastStep: UInt64, _ now: Timestamp) -> UInt64?
    ) async throws(Refusal) {
        try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            guard let factor = account.secondFactor, !factor.isConfirmed, let secret = factor.secret.value else {
                throw .wrongStatus
            }
            guard let step = step(secret, factor.lastStep, now) else { throw .invalid }
            return Decision([.secondFactorConfirmed(step: step, recoveryHashes: recoveryHashes)], ())
        }
    }

    /// Uses a code or a recovery code up.
    ///
    /// Returns whether it was one; `true` where no second factor is asked for.
    package func useSecondFactor(
        recoveryHash: [UInt8]?,
        of person: PersonID,
        step: @Sendable (_ secret: [UInt8], _ lastStep: UInt64, _ now: Timestamp) -> UInt64?
    ) async throws(Refusal) -> Bool {
        try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            guard let factor = account.secondFactor, factor.isConfirmed, let secret = factor.secret.value else {
                return Decision([], true)
            }
            if let recoveryHash, factor.recoveryHashes.contains(recoveryHash) {
                return Decision([.recoveryCodeUsed(hash: recoveryHash)], true)
            }
            guard let step = step(secret, factor.lastStep, now) else { return Decision([], false) }
            return Decision([.secondFactorUsed(step: step)], true)
        }
    }

    /// Asks for none any more; what was checked before is the caller's business.
    package func removeSecondFactor(of person: PersonID, by origin: Origin) async throws(Refusal) {
        try await change(person, by: origin) { (account, _) throws(Refusal) in
            Decision(account.secondFactor == nil ? [] : [.secondFactorRemoved], ())
        }
    }
}
