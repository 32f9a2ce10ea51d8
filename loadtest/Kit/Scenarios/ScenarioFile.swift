import Foundation
import Yams

/// Reads scenarios from YAML; `docs/loadtest.md` lists the names.
package enum ScenarioFile {
    package static func read(_ path: String) throws -> Scenario {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ScenarioError(file: path, line: 0, "There is no such file, or it can't be read.")
        }
        return try parse(text, file: path)
    }

    package static func parse(_ text: String, file: String) throws(ScenarioError) -> Scenario {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw failure(error, file)
        }
        guard let node else { throw ScenarioError(file: file, line: 0, "The file is empty.") }
        var fields = try ScenarioFields(node, file: file)
        return try scenario(&fields)
    }

    private static func failure(_ error: any Error, _ file: String) -> ScenarioError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ScenarioError(file: file, line: mark.line, "This is no YAML: \(problem).")
        case .duplicatedKeysInMapping(let names, let context):
            ScenarioError(
                file: file,
                line: context.mark.line,
                "In what begins here, `\(names.joined(separator: "`, `"))` stands twice."
            )
        default:
            ScenarioError(file: file, line: 0, "This is no YAML.")
        }
    }

    private static func scenario(_ fields: inout ScenarioFields) throws(ScenarioError) -> Scenario {
        var scenario = Scenario()
        scenario.title = try fields.text("title") ?? scenario.title
        scenario.seed = UInt64(try fields.whole("seed", in: 0...Int.max) ?? 1)
        scenario.warmUpSeconds = try fields.number("warm-up", in: 0...600) ?? scenario.warmUpSeconds
        scenario.seconds = try fields.number("seconds", in: 0.1...864_000) ?? scenario.seconds
        scenario.messages = try fields.whole("messages", in: 1...Int.max)
        scenario.quietSeconds = try fields.number("quiet", in: 0...3600) ?? scenario.quietSeconds
        scenario.people = try fields.whole("people", in: 1...10_000) ?? scenario.people
        if var arrival = try fields.fields("arrival") {
            scenario.arrival.perSecond = try arrival.number("per-second", in: 1...100_000)
            scenario.arrival.credential = try arrival.word("credential") ?? .ticket
            try arrival.finish()
        }
        if var hub = try fields.fields("hub") {
            scenario.hub.loops = try hub.whole("loops", in: 1...256)
            scenario.hub.settings = try hub.texts("settings") ?? [:]
            try hub.finish()
        }
        if var crash = try fields.fields("crash") {
            scenario.crash = Scenario.Crash(
                times: try crash.whole("times", in: 1...10_000) ?? 1,
                everySeconds: try crash.spread("every", in: 0.1...3600) ?? Spread(3)
            )
            try crash.finish()
        }
        scenario.growth = try growth(&fields)
        let groups = try fields.list("groups")
        try fields.finish()
        guard let groups, !groups.isEmpty else {
            throw fields.failure("groups", "is missing: the visits of the run, as a list.")
        }
        for node in groups {
            var group = try ScenarioFields(node, file: fields.file)
            scenario.groups.append(try self.group(&group))
            try group.finish()
        }
        return scenario
    }

    private static func growth(_ fields: inout ScenarioFields) throws(ScenarioError) -> Scenario.Growth? {
        guard var growth = try fields.fields("growth") else { return nil }
        guard let vary = try growth.word("vary", Scenario.Growth.Dimension.self) else {
            throw growth.failure("vary", "is missing.")
        }
        var values: [Int] = []
        for node in try growth.list("values") ?? [] {
            guard let value = node.int, (1...1_000_000).contains(value) else {
                throw growth.failure("values", "should be whole numbers from 1 to 1000000.")
            }
            values.append(value)
        }
        guard !values.isEmpty else { throw growth.failure("values", "is missing: a list of sizes.") }
        try growth.finish()
        return Scenario.Growth(vary: vary, values: values)
    }

    private static func group(_ fields: inout ScenarioFields) throws(ScenarioError) -> Scenario.Group {
        var group = Scenario.Group()
        group.name = try fields.text("name") ?? group.name
        group.visits = try fields.whole("visits", in: 1...100_000) ?? group.visits
        group.people = try fields.spread("people", in: 1...10_000) ?? group.people
        group.devices = try fields.whole("devices", in: 1...Scenario.devicesMax) ?? group.devices
        group.guests = try fields.number("guests", in: 0...1) ?? group.guests
        group.waiting = try fields.number("waiting", in: 0...1) ?? group.waiting
        group.admitSeconds = try fields.spread("admit-after", in: 0...600) ?? group.admitSeconds
        group.history = try fields.whole("history", in: 0...1_000_000) ?? group.history
        group.visitSeconds = try fields.spread("visit-seconds", in: 1...86_400)
        if var drops = try fields.fields("drops") {
            group.drops = Scenario.Drops(
                everySeconds: try drops.number("every", in: 0.5...86_400) ?? 30,
                awaySeconds: try drops.spread("away", in: 0...600) ?? Spread(0.5, 3)
            )
            try drops.finish()
        }
        if var slow = try fields.fields("slow") {
            group.slow = Scenario.Slow(
                share: try slow.number("share", in: 0...1) ?? 0.1,
                bytesPerSecond: try slow.whole("bytes-per-second", in: 0...100_000_000) ?? 0
            )
            try slow.finish()
        }
        for node in try fields.list("traffic") ?? [] {
            var traffic = try ScenarioFields(node, file: fields.file)
            group.traffic.append(try self.traffic(&traffic))
            try traffic.finish()
        }
        return group
    }

    private static func traffic(_ fields: inout ScenarioFields) throws(ScenarioError) -> Scenario.Traffic {
        var traffic = Scenario.Traffic()
        guard let name = try fields.text("lane") else { throw fields.failure("lane", "is missing.") }
        guard let lane = Lane.allCases.first(where: { $0.name == name }) else {
            throw fields.failure("lane", "should be one of: \(Lane.allCases.map(\.name).joined(separator: ", ")).")
        }
        traffic.lane = lane
        traffic.bytes = try fields.spread("bytes", in: Double(Envelope.byteCount)...49_152) ?? traffic.bytes
        traffic.isFirstOnly = try fields.word("who", Speaker.self) == .doctor
        let rate = try fields.number("rate", in: 0.0001...1_000_000)
        let window = try fields.whole("window", in: 1...1000)
        let answer = try fields.word("after", Scenario.Traffic.Answer.self)
        switch (rate, window) {
        case (let rate?, nil):
            if answer != nil { throw fields.failure("after", "is for a closed loop, with `window`.") }
            traffic.pace = .open(perSecond: rate)
        case (nil, let window?):
            let after = answer ?? .reply
            if after == .copy, !lane.hasOwnCopy {
                throw fields.failure("after", "should be reply: nobody gets a copy of their own signal.")
            }
            traffic.pace = .closed(window: window, after: after)
        default:
            throw fields.failure("lane", "needs either `rate` (messages a second of each device) or `window`.")
        }
        return traffic
    }

    private enum Speaker: String, CaseIterable {
        case everyone
        case doctor
    }
}
