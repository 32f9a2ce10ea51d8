/// A rule that a decoder broke.
package struct Violation: Error, CustomStringConvertible {
    /// The rule, as a sentence.
    package let description: String
}

/// Throws the rule if it does not hold.
func expect(_ holds: Bool, _ rule: String) throws(Violation) {
    guard holds else { throw Violation(description: rule) }
}
