/// Passwords that the hub makes: five groups of four, without letters that look alike.
enum GeneratedPassword {
    /// 32 letters and digits, so that each carries five bits: 100 in all.
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

    static func make(using generator: inout some RandomNumberGenerator) -> String {
        var groups: [String] = []
        for _ in 0..<5 {
            var group = ""
            for _ in 0..<4 { group.append(alphabet[Int(generator.next() % UInt64(alphabet.count))]) }
            groups.append(group)
        }
        return groups.joined(separator: "-")
    }
}
