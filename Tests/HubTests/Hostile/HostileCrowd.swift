/// All bad clients of a run, and what became of them.
struct HostileCrowd: Sendable {
    /// Longer than any deadline of the hub's.
    private static let patience: Duration = .seconds(60)

    /// One bad client, and how it will behave.
    struct Member: Sendable {
        let misbehaviour: Misbehaviour
        let guest: HostileGuest
    }

    /// How often each kind met with each outcome.
    typealias Tally = [String: [Outcome: Int]]

    let members: [Member]
    let scale: HostileScale
    private let clock = ContinuousClock()

    init(members: [Member], scale: HostileScale) {
        self.members = members
        self.scale = scale
    }

    /// Lets all of them misbehave, again and again for as long as the run wants.
    func run() async -> Tally {
        let end = clock.now + scale.hostile
        return await withTaskGroup(of: (String, [Outcome]).self) { group in
            for member in members {
                group.addTask { (member.misbehaviour.name, await visits(of: member, until: end)) }
            }
            var tally: Tally = [:]
            for await (name, outcomes) in group {
                for outcome in outcomes { tally[name, default: [:]][outcome, default: 0] += 1 }
            }
            return tally
        }
    }

    private func visits(of member: Member, until end: ContinuousClock.Instant) async -> [Outcome] {
        var outcomes = [await visit(member)]
        while member.misbehaviour.repeats, clock.now + scale.rest < end {
            await pause(scale.rest)
            outcomes.append(await visit(member))
        }
        return outcomes
    }

    /// One visit, which the hub has to end in time.
    private func visit(_ member: Member) async -> Outcome {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                do {
                    return try await member.misbehaviour.act(member.guest)
                } catch let error as HostileSocket.Unexpected {
                    return .undefined(error.text)
                } catch {
                    return .undefined("\(error)")
                }
            }
            group.addTask {
                await pause(Self.patience)
                return .undefined("nothing happened")
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .undefined("nobody came")
        }
    }

    private func pause(_ duration: Duration) async {
        // It fails only when nobody waits any more.
        try? await clock.sleep(for: duration)
    }
}
