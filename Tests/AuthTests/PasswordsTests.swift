import Testing

@testable import Auth

@Suite struct PasswordsTests {
    private let passwords = Passwords(.quick)

    @Test func rightPasswordIsAccepted() async throws {
        let stored = try await passwords.hash("correct horse battery")
        #expect(try await passwords.verify("correct horse battery", against: stored))
    }

    @Test(arguments: ["correct horse batterz", "Correct horse battery", "correct horse battery ", "12345678"])
    func wrongPasswordIsRefused(other: String) async throws {
        let stored = try await passwords.hash("correct horse battery")
        #expect(try await !passwords.verify(other, against: stored))
    }

    @Test func samePasswordGetsAnotherSaltEachTime() async throws {
        let first = try await passwords.hash("correct horse battery")
        let second = try await passwords.hash("correct horse battery")
        #expect(first != second)
    }

    @Test func lengthIsCountedInBytes() async throws {
        await #expect(throws: PasswordError.tooShort) { try await passwords.hash("1234567") }
        await #expect(throws: PasswordError.tooShort) { try await passwords.hash("") }
        await #expect(throws: PasswordError.tooLong) { try await passwords.hash(String(repeating: "é", count: 129)) }
        _ = try await passwords.hash("éééé")
        _ = try await passwords.hash(String(repeating: "é", count: 128))
    }

    @Test(arguments: ["", "short", String(repeating: "x", count: 100_000)])
    func passwordOfImpossibleLengthIsWrong(password: String) async throws {
        let stored = try await passwords.hash("correct horse battery")
        #expect(try await !passwords.verify(password, against: stored))
        #expect(try await !passwords.verify(password, against: nil))
    }

    /// It takes a place and the time of a hash, as any other guess.
    @Test func aWrongLengthIsCheckedAsAnyOther() async throws {
        var configuration = Passwords.Configuration.quick
        configuration.queueMax = 0
        let full = Passwords(configuration)
        for password in ["", "short", String(repeating: "x", count: 1000)] {
            await #expect(throws: PasswordError.busy) { try await full.verify(password, against: nil) }
        }
    }

    @Test func strangersTakeAFewPlacesOnly() async throws {
        var configuration = Passwords.Configuration.quick
        configuration.strangersMax = 1
        let passwords = Passwords(configuration)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            // As many as places there are, so only the bound of strangers can refuse one.
            for _ in 0..<configuration.queueMax {
                group.addTask {
                    do throws(PasswordError) {
                        _ = try await passwords.hash("correct horse battery", ofStranger: true)
                        return true
                    } catch {
                        #expect(error == .busy)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes >= 1)
        // The places come back.
        for _ in 0..<3 { _ = try await passwords.hash("correct horse battery", ofStranger: true) }
        configuration.strangersMax = 0
        let closed = Passwords(configuration)
        await #expect(throws: PasswordError.busy) { try await closed.hash("correct horse battery", ofStranger: true) }
        _ = try await closed.hash("correct horse battery")
    }

    @Test func unknownPersonIsRefused() async throws {
        #expect(try await !passwords.verify("correct horse battery", against: nil))
    }

    @Test func unreadableStoredTextIsAnError() async throws {
        await #expect(throws: PasswordError.unreadableHash) {
            try await passwords.verify("correct horse battery", against: "$scrypt$ln=40,r=8,p=1$AAAA$AAAA")
        }
    }

    @Test func fullQueueIsBusyAndLaterTakesAgain() async throws {
        var configuration = Passwords.Configuration.quick
        configuration.queueMax = 0
        await #expect(throws: PasswordError.busy) { try await Passwords(configuration).hash("correct horse battery") }
        configuration.queueMax = 1
        let narrow = Passwords(configuration)
        for _ in 0..<3 { _ = try await narrow.hash("correct horse battery") }
    }

    @Test func manyAtOnceAreEitherHashedOrBusy() async throws {
        var configuration = Passwords.Configuration.quick
        configuration.queueMax = 4
        let narrow = Passwords(configuration)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do throws(PasswordError) {
                        _ = try await narrow.hash("correct horse battery")
                        return true
                    } catch {
                        #expect(error == .busy)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes >= 4)
        _ = try await narrow.hash("correct horse battery")
    }
}

extension Passwords.Configuration {
    static var quick: Self {
        var configuration = Self()
        configuration.cost = .quick
        return configuration
    }
}
