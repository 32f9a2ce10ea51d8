extension StringProtocol {
    /// The entries of a setting that is a list, without those that are empty.
    var entries: [SubSequence] {
        split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    }
}

extension StringProtocol {
    /// Without the optional white space of RFC 9110 section 5.6.3 at either end.
    var trimmed: SubSequence {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = drop(while: isSpace)
        return start[..<(start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}
