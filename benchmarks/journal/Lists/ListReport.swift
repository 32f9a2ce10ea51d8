import Foundation

/// What ``ListCommand`` measured, as Markdown.
struct ListReport {
    let machine: Machine
    let messages: Int
    /// For each number of consultations.
    var columns: [(consultations: Int, samples: [ListRequest: Samples])] = []

    init(machine: Machine, messages: Int) {
        self.machine = machine
        self.messages = messages
    }

    func markdown() -> String {
        let head = columns.map { " \($0.consultations) consultations |" }.joined()
        let rows = ListRequest.allCases.map { request in
            let cells = columns.map { column in
                var samples = column.samples[request] ?? Samples()
                let (median, most) = (samples.percentile(0.5), samples.percentile(0.95))
                return String(format: " %.1f (%.1f) |", median.milliseconds, most.milliseconds)
            }
            return "| \(request.name) |\(cells.joined())"
        }
        return
            ([
                "Time of one request over a new connection, median (and 95th percentile) in milliseconds, with \(messages) "
                    + "messages in each consultation, on \(machine).",
                "", "| request |\(head)", "|---|\(String(repeating: "---|", count: columns.count))",
            ] + rows).joined(separator: "\n") + "\n"
    }
}
