/// What the operating system says about this process, read out of the texts under `/proc` (proc_pid_stat(5)).
struct ProcessFacts {
    /// The fields of `/proc/self/stat` that follow the command's name, which is in brackets and may hold anything.
    private let fields: [Substring]
    private let ticksPerSecond: Double

    /// `nil` if the text is not of that form.
    init?(stat: String, ticksPerSecond: Double) {
        guard let bracket = stat.lastIndex(of: ")") else { return nil }
        fields = stat[bracket...].dropFirst().split(whereSeparator: \.isWhitespace)
        guard fields.count >= 22 else { return nil }
        self.ticksPerSecond = ticksPerSecond
    }

    /// Time on a processor, in user and system mode.
    var cpuSeconds: Double? {
        guard let user = field(14), let system = field(15) else { return nil }
        return (user + system) / ticksPerSecond
    }

    var residentPages: Double? { field(24) }

    /// When the process started, after the machine did.
    var secondsAfterBoot: Double? { field(22).map { $0 / ticksPerSecond } }

    /// A field by its number in the manual, where the state, the first one after the name, is number 3.
    private func field(_ number: Int) -> Double? { Double(fields[number - 3]) }

    /// When the machine started, in seconds since 1970, from `/proc/stat`.
    static func bootTime(stat: String) -> Double? {
        stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    /// The soft limit of open files from `/proc/self/limits`; `nil` if there is none.
    static func openFilesMax(limits: String) -> Double? {
        let title = "Max open files"
        return limits.split(separator: "\n").first { $0.hasPrefix(title) }
            .flatMap { $0.dropFirst(title.count).split(separator: " ").first }
            .flatMap { Double($0) }
    }
}
