import Foundation

/// A small random generator that gives the same numbers for the same seed (Steele, Lea and Flood, 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in `percent` of all cases.
    package mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// One element by chance.
    package mutating func pick<Element>(_ choices: some Collection<Element>) -> Element {
        guard let choice = choices.randomElement(using: &self) else {
            preconditionFailure("there must be something to choose from")
        }
        return choice
    }
}

/// The number in an environment variable, so that a failed run can be repeated; otherwise one by chance.
package func seedFromEnvironmentOrRandom(_ name: String = "LASO_SEED") -> UInt64 {
    numberFromEnvironment(name) ?? UInt64.random(in: 1...UInt64(UInt32.max))
}

/// The number in an environment variable, if there is one.
package func numberFromEnvironment(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
}
