import Core

/// The answers to one group commit.
///
/// Each loop is woken once, and gets its answers in the order of the requests.
struct GroupedAnswers {
    private var groups: [(loop: any Loop, answers: [@Sendable () -> Void])] = []
    private var indices: [ObjectIdentifier: Int] = [:]

    mutating func add(on loop: any Loop, _ answer: @escaping @Sendable () -> Void) {
        let key = ObjectIdentifier(loop)
        if let index = indices[key] {
            groups[index].answers.append(answer)
        } else {
            indices[key] = groups.count
            groups.append((loop, [answer]))
        }
    }

    consuming func send() {
        for (loop, answers) in groups {
            loop.run {
                for answer in answers { answer() }
            }
        }
    }
}
