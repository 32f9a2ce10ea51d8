extension StringProtocol {
    /// The entries of a list separated by commas, without those that are empty.
    var entries: [SubSequence] {
        var entries: [SubSequence] = []
        var start = startIndex
        while true {
            let end = utf8[start...].firstIndex(of: UInt8(ascii: ",")) ?? endIndex
            let entry = self[start..<end].trimmed
            if !entry.isEmpty { entries.append(entry) }
            guard end < endIndex else { return entries }
            start = utf8.index(after: end)
        }
    }
}

extension StringProtocol {
    /// Without the optional white space of RFC 9110 section 5.6.3 at either end.
    var trimmed: SubSequence {
        let isText: (UInt8) -> Bool = { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        let start = utf8.firstIndex(where: isText) ?? endIndex
        var end = start
        for index in utf8[start...].indices where isText(utf8[index]) { end = utf8.index(after: index) }
        return self[start..<end]
    }
}
